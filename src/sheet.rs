//! Tables as spreadsheets write and read them: CSV (RFC 4180), with semicolons where the comma is decimal.

use std::borrow::Cow;
use std::fmt;

/// Excel takes a file for UTF-8 only if it begins so.
const MARK: char = '\u{feff}';
/// What a cell begins with that a spreadsheet runs as a formula, as OWASP's "CSV Injection" lists it.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// More than any tool exports; each is a cell in every row.
const MAX_COLUMNS: usize = 1000;

/// A table with names for its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The first row.
    pub columns: Vec<String>,
    /// The others, each with a cell for each column.
    pub rows: Vec<Row>,
    /// How the file was written.
    pub style: Style,
}

/// One row below the names.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it begins in the file, from 1.
    pub line: usize,
    /// In the order of the columns.
    pub cells: Vec<String>,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    delimiter: u8,
    marked: bool,
}

/// Why a file is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSheet {
    /// It is not in UTF-8.
    Encoding,
    /// It has no row with the names of the columns.
    Empty,
    /// A quotation mark is not closed: what follows it would all be one cell.
    Quote,
    /// It has more columns than are read.
    Wide,
    /// The row that begins at this line has not a cell for each column.
    Ragged(usize),
}

impl fmt::Display for NoSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding => f.write_str("Not in UTF-8."),
            Self::Empty => f.write_str("There is no row with the names of the columns."),
            Self::Quote => f.write_str("A quotation mark is not closed."),
            Self::Wide => write!(f, "At most {MAX_COLUMNS} columns."),
            Self::Ragged(line) => write!(f, "Line {line} has not a cell for each column."),
        }
    }
}

/// A table whose rows are read one by one: as cells a file takes many times its size.
pub struct Reading<'a> {
    /// The first row.
    pub columns: Vec<String>,
    /// How the file is written.
    pub style: Style,
    text: &'a str,
    rows: csv::StringRecordsIntoIter<&'a [u8]>,
}

impl<'a> Reading<'a> {
    /// Begins to read a file.
    pub fn begin(file: &'a [u8]) -> Result<Self, NoSheet> {
        let text = str::from_utf8(file).map_err(|_| NoSheet::Encoding)?;
        let bare = text.strip_prefix(MARK).unwrap_or(text);
        if bare.matches('"').count() % 2 == 1 {
            return Err(NoSheet::Quote);
        }
        let (comma, semicolon) = (first_row(bare, b','), first_row(bare, b';'));
        let (delimiter, columns) = if semicolon.len() > comma.len() {
            (b';', semicolon)
        } else {
            (b',', comma)
        };
        if columns.is_empty() {
            return Err(NoSheet::Empty);
        }
        if columns.len() > MAX_COLUMNS {
            return Err(NoSheet::Wide);
        }
        let columns = cells(&columns);
        let mut rows = reader(bare, delimiter).into_records();
        rows.next();
        let marked = bare.len() < text.len();
        Ok(Self {
            columns,
            style: Style { delimiter, marked },
            text: bare,
            rows,
        })
    }

    /// Where a row begins: the reader takes what is left of the line before, and empty lines, for a part of it.
    fn line(&self, position: Option<&csv::Position>) -> usize {
        let Some(position) = position else {
            return 0;
        };
        let rest = self.text.as_bytes().get(position.byte() as usize..);
        let ends = rest.unwrap_or_default().iter();
        let ends = ends.take_while(|byte| matches!(byte, b'\r' | b'\n'));
        position.line() as usize + ends.filter(|byte| **byte == b'\n').count()
    }
}

/// Empty lines count for nothing. After a row that is ragged, the next one follows.
impl Iterator for Reading<'_> {
    type Item = Result<Row, NoSheet>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.rows.next()? {
            Ok(record) => Ok(Row {
                line: self.line(record.position()),
                cells: cells(&record),
            }),
            // All that can be wrong by now: the text is in memory, and in UTF-8.
            Err(error) => Err(NoSheet::Ragged(self.line(error.position()))),
        })
    }
}

impl Sheet {
    /// Reads a file.
    pub fn parse(file: &[u8]) -> Result<Self, NoSheet> {
        let mut reading = Reading::begin(file)?;
        let rows = reading.by_ref().collect::<Result<_, _>>()?;
        Ok(Self {
            columns: reading.columns,
            rows,
            style: reading.style,
        })
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(text.as_bytes())
}

fn first_row(text: &str, delimiter: u8) -> csv::StringRecord {
    let first = reader(text, delimiter).into_records().next();
    first.and_then(Result::ok).unwrap_or_default()
}

fn cells(record: &csv::StringRecord) -> Vec<String> {
    record.iter().map(str::to_owned).collect()
}

impl Style {
    /// With commas; `marked` as UTF-8 for the spreadsheets that need it.
    pub fn commas(marked: bool) -> Self {
        Self {
            delimiter: b',',
            marked,
        }
    }

    /// What a file in this style begins with.
    pub fn start(self) -> String {
        self.marked.then_some(MARK).into_iter().collect()
    }

    /// Adds a row, so that a spreadsheet shows each cell and runs none.
    pub fn write<'a>(self, file: &mut String, cells: impl Iterator<Item = &'a str>) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .terminator(csv::Terminator::CRLF)
            // Another spreadsheet may split where this file does not.
            .quote_style(csv::QuoteStyle::Always)
            .from_writer(Vec::new());
        let guarded = cells.map(|cell| match is_formula(cell) {
            true => Cow::Owned(format!("'{cell}")),
            false => Cow::Borrowed(cell),
        });
        // Nothing fails in memory, and what was text stays text.
        for cell in guarded {
            writer.write_field(cell.as_bytes()).ok();
        }
        writer.write_record(None::<&[u8]>).ok();
        let row = writer.into_inner().unwrap_or_default();
        file.push_str(&String::from_utf8(row).unwrap_or_default());
    }
}

/// A cell that reads back as it was: an apostrophe that a cell has of its own must not pass for a guard.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    match is_formula(cell.trim_start_matches('\'')) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// Reverses [`guarded`], and what other tools do to formulas.
pub fn unguarded(cell: &str) -> &str {
    let bare = cell.strip_prefix('\'');
    let is_guarded = |bare: &&str| is_formula(bare.trim_start_matches('\''));
    bare.filter(is_guarded).unwrap_or(cell)
}

/// Whether a spreadsheet would run it. A negative number or a telephone number is none.
fn is_formula(cell: &str) -> bool {
    let of_number = |c: char| c.is_ascii_digit() || " ()-./,".contains(c);
    cell.strip_prefix(FORMULA).is_some_and(|rest| {
        let signed = cell.starts_with(['+', '-']);
        !(signed && rest.chars().all(of_number))
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn rows(file: &str) -> Result<Vec<Vec<String>>, NoSheet> {
        let sheet = Sheet::parse(file.as_bytes())?;
        let rows = sheet.rows.into_iter().map(|row| row.cells);
        Ok(std::iter::once(sheet.columns).chain(rows).collect())
    }

    fn written(style: Style, rows: &[Vec<String>]) -> String {
        let mut file = style.start();
        for row in rows {
            style.write(&mut file, row.iter().map(String::as_str));
        }
        file
    }

    #[test]
    fn a_file_is_read_as_spreadsheets_write_it() {
        for (file, want) in [
            ("a,b\n1,2\n", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("a,b\r\n1,2", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("a;b\r1;2,5\r", vec![vec!["a", "b"], vec!["1", "2,5"]]),
            ("\u{feff}a;b\n;\n", vec![vec!["a", "b"], vec!["", ""]]),
            ("\n\na\n\n1\n\n", vec![vec!["a"], vec!["1"]]),
            ("\"a;b\",\"c\"\n1,", vec![vec!["a;b", "c"], vec!["1", ""]]),
            (
                "a\n\"x \"\"y\"\"\r\nz\"\n",
                vec![vec!["a"], vec!["x \"y\"\r\nz"]],
            ),
            ("a\n\"\"\n", vec![vec!["a"], vec![""]]),
        ] {
            let want: Vec<Vec<String>> = want
                .iter()
                .map(|row| row.iter().map(|cell| cell.to_string()).collect())
                .collect();
            assert_eq!(rows(file), Ok(want), "{file:?}");
        }
    }

    #[test]
    fn a_row_knows_its_line() {
        for end in ["\n", "\r\n"] {
            let file = ["", "a,b", "1,2", "", "\"3", "3\",4", "5,6", "7,8,9"].join(end);
            let lines = Reading::begin(file.as_bytes())
                .unwrap()
                .map(|row| match row {
                    Ok(row) => row.line,
                    Err(NoSheet::Ragged(line)) => line,
                    Err(other) => panic!("{other}"),
                });
            assert_eq!(lines.collect::<Vec<_>>(), [3, 5, 7, 8], "{end:?}");
        }
    }

    #[test]
    fn what_is_no_table_is_told_apart() {
        for (file, want) in [
            ("", NoSheet::Empty),
            ("\u{feff}\r\n", NoSheet::Empty),
            (&"a,".repeat(1000), NoSheet::Wide),
            ("a,b\n1,2\n3\n", NoSheet::Ragged(3)),
            ("a,b\n1,2,3\n", NoSheet::Ragged(2)),
            ("a\n\"1\n\n2\"\n\"x", NoSheet::Quote),
            ("a\n5\" pipe\n", NoSheet::Quote),
        ] {
            assert_eq!(rows(file), Err(want), "{file:?}");
        }
        assert_eq!(Sheet::parse(b"a\n\xff\n"), Err(NoSheet::Encoding));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, guarded) in [
            ("=1+1", true),
            ("@SUM(A1)", true),
            ("+1+cmd|' /C calc'!A0", true),
            ("-2+3+HYPERLINK(A1)", true),
            ("-1+1", true),
            ("\t=1", true),
            ("＝1", true),
            ("+386 (0)40 123-456", false),
            ("-5", false),
            ("-5,25", false),
            ("-", false),
            ("a=b", false),
            ("'=1", false),
            ("", false),
        ] {
            assert_eq!(is_formula(cell), guarded, "{cell:?}");
        }
        let style = Sheet::parse(b"a;b").unwrap().style;
        let file = written(style, &[vec!["=1;\"2\"".into(), "@x".into()]]);
        assert_eq!(file, "\"'=1;\"\"2\"\"\";\"'@x\"\r\n");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            names in vec("[a-z\"]{1,5}", 2..5), cells in vec("([a-z,;\"\r\n ž]{0,9})?", 0..40),
            semicolons in any::<bool>(), marked in any::<bool>(),
        ) {
            let style = Style { delimiter: if semicolons { b';' } else { b',' }, marked };
            let mut all = vec![names];
            let width = all[0].len();
            all.extend(cells.chunks_exact(width).map(<[String]>::to_vec));
            let guarded: Vec<Vec<String>> = all
                .iter()
                .map(|row| row.iter().map(|cell| if is_formula(cell) { format!("'{cell}") } else { cell.clone() }).collect())
                .collect();
            let file = written(style, &all);
            prop_assert_eq!(rows(&file), Ok(guarded));
            prop_assert_eq!(Sheet::parse(file.as_bytes()).unwrap().style, style);
        }

        #[test]
        fn no_file_is_too_odd_to_read(file in "[a,;\"\r\n\u{feff}]{0,40}") {
            Sheet::parse(file.as_bytes()).ok();
        }
    }
}
