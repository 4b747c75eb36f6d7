//! The table of ratios.

use std::fmt;

/// What a figure must be.
#[derive(Clone, Copy)]
pub enum Target {
    /// This or more.
    AtLeast(f64),
    /// Less than this.
    Under(f64),
    /// This and nothing else.
    Exactly(f64),
}

impl Target {
    /// `ok`, or by how much `value` misses it.
    fn judge(self, value: f64) -> Result<(), String> {
        let (met, limit) = match self {
            Self::AtLeast(limit) => (value >= limit, limit),
            Self::Under(limit) => (value < limit, limit),
            Self::Exactly(limit) => (value == limit, limit),
        };
        if met {
            return Ok(());
        }
        Err(format!("by {:.1} %", 100.0 * (value - limit).abs() / limit))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(limit) => write!(f, "≥ {}", figure(*limit)),
            Self::Under(limit) => write!(f, "< {}", figure(*limit)),
            Self::Exactly(limit) => write!(f, "{}", figure(*limit)),
        }
    }
}

/// One line of the table.
pub struct Row {
    what: String,
    ours: String,
    theirs: String,
    ratio: String,
    target: String,
    missed: Option<String>,
}

impl Row {
    /// A figure of Glas and what it is compared with.
    pub fn new(
        what: impl Into<String>,
        ours: impl fmt::Display,
        theirs: impl fmt::Display,
    ) -> Self {
        Self {
            what: what.into(),
            ours: ours.to_string(),
            theirs: theirs.to_string(),
            ratio: String::new(),
            target: String::new(),
            missed: None,
        }
    }

    /// How many times what it is compared with.
    pub fn ratio(mut self, ratio: f64) -> Self {
        self.ratio = figure(ratio);
        self
    }

    /// Several of these.
    pub fn ratios(mut self, ratios: String) -> Self {
        self.ratio = ratios;
        self
    }

    /// What the ratio must be.
    pub fn ratio_within(self, ratio: f64, target: Target) -> Self {
        self.ratio(ratio).within(ratio, target)
    }

    /// What a value must be.
    pub fn within(mut self, value: f64, target: Target) -> Self {
        self.target = target.to_string();
        self.missed = target.judge(value).err();
        self
    }
}

/// All lines.
#[derive(Default)]
pub struct Report(Vec<Row>);

impl Report {
    /// One more.
    pub fn add(&mut self, row: Row) {
        eprintln!("  {}", line(&row));
        self.0.push(row);
    }

    /// How many targets are missed.
    pub fn missed(&self) -> usize {
        self.0.iter().filter(|row| row.missed.is_some()).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | Glas | compared with | ratio | target | |")?;
        writeln!(f, "|---|---:|---:|---:|---:|---|")?;
        for row in &self.0 {
            writeln!(f, "| {} |", line(row))?;
        }
        Ok(())
    }
}

fn line(row: &Row) -> String {
    let verdict = match &row.missed {
        _ if row.target.is_empty() => String::new(),
        None => "ok".into(),
        Some(by) => format!("MISSED {by}"),
    };
    [
        &row.what,
        &row.ours,
        &row.theirs,
        &row.ratio,
        &row.target,
        &verdict,
    ]
    .map(String::as_str)
    .join(" | ")
}

/// A number with three significant digits or all of its whole part, thousands set apart.
pub fn figure(value: f64) -> String {
    let size = value.abs();
    let text = if size >= 1000.0 {
        return thousands(value);
    } else if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    };
    // `0.80` and `4.00` say no more than `0.8` and `4`.
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').into()
    } else {
        text
    }
}

/// Several numbers.
pub fn list(values: impl IntoIterator<Item = f64>) -> String {
    let figures: Vec<String> = values.into_iter().map(figure).collect();
    figures.join(" / ")
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
