//! Rows of JSON as tables that other tools read.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::sheet::Style;

/// As CSV for spreadsheets: `{"a": {"b": 1}}` is `1` in the column `a.b`, a list of plain values is joined by
/// `;`, and the columns stand in the order in which rows have them first. `bom` begins the file with a byte
/// order mark, without which some spreadsheets do not take it for UTF-8.
pub fn csv(rows: &[Value], bom: bool) -> String {
    let mut columns: Vec<String> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut cells: Vec<BTreeMap<usize, String>> = Vec::new();
    for row in rows {
        let mut flat = Vec::new();
        flatten(String::new(), row, &mut flat);
        let mut of_row = BTreeMap::new();
        for (name, cell) in flat {
            let place = *places.entry(name).or_insert_with_key(|name| {
                columns.push(name.clone());
                columns.len() - 1
            });
            of_row.insert(place, cell);
        }
        cells.push(of_row);
    }
    let style = Style::commas(bom);
    let mut file = style.start();
    if columns.is_empty() {
        return file;
    }
    style.write(&mut file, columns.iter().map(String::as_str));
    for of_row in &cells {
        let cell = |place| of_row.get(&place).map_or("", String::as_str);
        style.write(&mut file, (0..columns.len()).map(cell));
    }
    file
}

/// As NDJSON.
pub fn ndjson(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

fn flatten(name: String, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                let name = match name.as_str() {
                    "" => member.clone(),
                    name => format!("{name}.{member}"),
                };
                flatten(name, value, flat);
            }
        }
        value => flat.push((name, cell(value))),
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if !items.iter().any(|item| item.is_object() || item.is_array()) => {
            let items: Vec<String> = items.iter().map(cell).collect();
            items.join(";")
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_need_not_have_the_same_columns() {
        let rows = [
            json!({"question": "recommend", "n": 3, "now": {"value": -4.5, "low": null}}),
            json!({"counts": {"9": 1}, "n": 4, "question": "=why", "words": ["slow", "late"], "at": [[1], {"a": 2}]}),
        ];
        let file = csv(&rows, true);
        let lines: Vec<&str> = file.split_terminator("\r\n").collect();
        assert_eq!(
            lines,
            [
                "\u{feff}\"n\",\"now.low\",\"now.value\",\"question\",\"at\",\"counts.9\",\"words\"",
                "\"3\",\"\",\"-4.5\",\"recommend\",\"\",\"\",\"\"",
                "\"4\",\"\",\"\",\"'=why\",\"[[1],{\"\"a\"\":2}]\",\"1\",\"slow;late\"",
            ]
        );
        let lines: Vec<String> = ndjson(&rows).lines().map(str::to_owned).collect();
        assert_eq!(lines, rows.map(|row| row.to_string()));
        assert_eq!(csv(&[], false), "");
        assert_eq!(ndjson(&[]), "");
    }
}
