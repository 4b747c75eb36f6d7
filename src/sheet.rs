//! Tables as spreadsheets write and read them: CSV (RFC 4180), with semicolons where the comma is decimal.

/// Excel takes a file for UTF-8 only if it begins so.
const MARK: char = '\u{feff}';
/// What a cell begins with that a spreadsheet runs as a formula, as OWASP's "CSV Injection" lists it.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

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
    delimiter: char,
    marked: bool,
}

/// Why a file is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSheet {
    /// It is not in UTF-8.
    Encoding,
    /// It has no row with the names of the columns.
    Empty,
    /// A quote in the row that begins at this line is not closed, or more than a cell is quoted.
    Quote(usize),
    /// The row that begins at this line has not a cell for each column.
    Ragged(usize),
}

impl Sheet {
    /// Reads a file. Empty lines count for nothing.
    pub fn parse(file: &[u8]) -> Result<Self, NoSheet> {
        let text = str::from_utf8(file).map_err(|_| NoSheet::Encoding)?;
        let bare = text.strip_prefix(MARK).unwrap_or(text);
        let style = Style {
            delimiter: delimiter(bare),
            marked: bare.len() < text.len(),
        };
        let mut reader = Reader {
            rest: bare,
            line: 1,
            delimiter: style.delimiter,
        };
        let columns = reader.next().unwrap_or(Err(NoSheet::Empty))?.cells;
        let mut rows = Vec::new();
        for row in reader {
            let row = row?;
            if row.cells.len() != columns.len() {
                return Err(NoSheet::Ragged(row.line));
            }
            rows.push(row);
        }
        Ok(Self {
            columns,
            rows,
            style,
        })
    }
}

/// The one of the two that stands more often between the names of the columns.
fn delimiter(text: &str) -> char {
    let mut quoted = false;
    let mut balance = 0;
    for character in text.trim_start_matches(['\r', '\n']).chars() {
        match character {
            '"' => quoted = !quoted,
            '\r' | '\n' if !quoted => break,
            ';' if !quoted => balance += 1,
            ',' if !quoted => balance -= 1,
            _ => {}
        }
    }
    if balance > 0 { ';' } else { ',' }
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    delimiter: char,
}

impl Reader<'_> {
    fn take(&mut self, prefix: char) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn take_line_end(&mut self) -> bool {
        let ended = self.take('\r') | self.take('\n');
        self.line += usize::from(ended);
        ended
    }

    fn take_quoted(&mut self) -> Option<String> {
        let mut cell = String::new();
        loop {
            let (part, rest) = self.rest.split_once('"')?;
            cell.push_str(part);
            self.rest = rest;
            if !self.take('"') {
                break;
            }
            cell.push('"');
        }
        self.line += cell.matches('\n').count();
        Some(cell)
    }

    fn take_plain(&mut self) -> String {
        let end = self.rest.find([self.delimiter, '\r', '\n']);
        let (cell, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        cell.into()
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Row, NoSheet>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.take_line_end() {}
        if self.rest.is_empty() {
            return None;
        }
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            let cell = if self.take('"') {
                self.take_quoted()
            } else {
                Some(self.take_plain())
            };
            let Some(cell) = cell else {
                return Some(Err(NoSheet::Quote(line)));
            };
            cells.push(cell);
            if self.rest.is_empty() || self.take_line_end() {
                return Some(Ok(Row { line, cells }));
            }
            if !self.take(self.delimiter) {
                return Some(Err(NoSheet::Quote(line)));
            }
        }
    }
}

impl Style {
    /// What a file in this style begins with.
    pub fn start(self) -> String {
        self.marked.then_some(MARK).into_iter().collect()
    }

    /// Adds a row, so that a spreadsheet shows each cell and runs none.
    pub fn write<'a>(self, file: &mut String, cells: impl Iterator<Item = &'a str>) {
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                file.push(self.delimiter);
            }
            let guard = if is_formula(cell) { "'" } else { "" };
            // Either delimiter: another spreadsheet may split where this file does not.
            if cell.contains([',', ';', '\t', '"', '\r', '\n']) {
                let cell = cell.replace('"', "\"\"");
                file.extend(["\"", guard, &cell, "\""]);
            } else {
                file.extend([guard, cell]);
            }
        }
        file.push_str("\r\n");
    }
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
            ("a\n5\" pipe\n", vec![vec!["a"], vec!["5\" pipe"]]),
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
    fn what_is_no_table_is_told_apart() {
        for (file, want) in [
            ("", NoSheet::Empty),
            ("\u{feff}\r\n", NoSheet::Empty),
            ("a,b\n1,2\n\n3\n", NoSheet::Ragged(4)),
            ("a,b\n1,2,3\n", NoSheet::Ragged(2)),
            ("a\n\"1\n\n2\"\n\"x", NoSheet::Quote(5)),
            ("a\n\"x\"y\n", NoSheet::Quote(2)),
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
        assert_eq!(file, "\"'=1;\"\"2\"\"\";'@x\r\n");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            names in vec("[a-z\"]{1,5}", 2..5), cells in vec("([a-z,;\"\r\n ž]{0,9})?", 0..40),
            semicolons in any::<bool>(), marked in any::<bool>(),
        ) {
            let style = Style { delimiter: if semicolons { ';' } else { ',' }, marked };
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
