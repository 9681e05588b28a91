//! `csvdecode`.

use super::function::{Function, FunctionError};
use super::verb::go_quote;
use iac_core::value::{Type, Value};

pub(super) fn csvdecode() -> Function {
    Function::typed("csvdecode", "Reads a table with a header line from CSV.", table_type, |call| {
        let (header, rows) = table(call.text(0))?;
        let row = |row: Vec<String>| Value::object(header.iter().cloned().zip(row.into_iter().map(Value::string)));
        Ok(super::operand::list_of(&call.ty, rows.into_iter().map(row).collect()))
    })
    .param("str", Type::String)
}

fn table_type(args: &[Value]) -> Result<Type, FunctionError> {
    let Some(text) = args[0].as_str() else { return Ok(Type::Dynamic) };
    let (header, _) = table(text)?;
    Ok(Type::list(Type::object(header.into_iter().map(|name| (name, Type::String)))))
}

/// The column names and the rows; each row has as many fields as the header.
fn table(text: &str) -> Result<(Vec<String>, Vec<Vec<String>>), FunctionError> {
    let mut records = Reader { rest: text, line: 1 };
    let Some((header, _)) = records.next_record()? else {
        return Err(FunctionError::failed("missing header line"));
    };
    for (at, name) in header.iter().enumerate() {
        if header[..at].contains(name) {
            return Err(FunctionError::failed(format!("duplicate column name {}", go_quote(name))));
        }
    }
    let mut rows = Vec::new();
    while let Some((row, line)) = records.next_record()? {
        if row.len() != header.len() {
            return Err(parse_error(line, "wrong number of fields"));
        }
        rows.push(row);
    }
    Ok((header, rows))
}

fn parse_error(line: usize, what: &str) -> FunctionError {
    FunctionError::failed(format!("CSV parse error on line {line}: {what}"))
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl Reader<'_> {
    /// The next record and the line on which it starts; empty lines do not count.
    fn next_record(&mut self) -> Result<Option<(Vec<String>, usize)>, FunctionError> {
        loop {
            if self.rest.is_empty() {
                return Ok(None);
            }
            match self.rest.strip_prefix('\n').or_else(|| self.rest.strip_prefix("\r\n")) {
                Some(after) => self.rest = after,
                None => break,
            }
            self.line += 1;
        }
        let start = self.line;
        let mut fields = Vec::new();
        loop {
            let field = match self.rest.strip_prefix('"') {
                Some(inside) => {
                    self.rest = inside;
                    self.quoted()?
                }
                None => self.plain()?,
            };
            fields.push(field);
            match self.rest.strip_prefix(',') {
                Some(after) => self.rest = after,
                None => break,
            }
        }
        let after = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix('\n'));
        self.rest = after.unwrap_or_else(|| self.rest.trim_start_matches('\r'));
        self.line += 1;
        Ok(Some((fields, start)))
    }

    fn plain(&mut self) -> Result<String, FunctionError> {
        let line_end =
            self.rest.find('\n').map_or(self.rest.len(), |end| end - usize::from(self.rest[..end].ends_with('\r')));
        let end = self.rest[..line_end].find(',').unwrap_or(line_end);
        let (field, rest) = self.rest.split_at(end);
        if field.contains('"') {
            return Err(parse_error(self.line, "bare \" in non-quoted-field"));
        }
        self.rest = rest;
        Ok(field.into())
    }

    fn quoted(&mut self) -> Result<String, FunctionError> {
        const EXTRANEOUS: &str = "extraneous or missing \" in quoted-field";
        let mut field = String::new();
        loop {
            let Some(end) = self.rest.find('"') else { return Err(parse_error(self.line, EXTRANEOUS)) };
            let part = &self.rest[..end];
            self.line += part.matches('\n').count();
            // A line end inside is one character, however it is written.
            field.push_str(&part.replace("\r\n", "\n"));
            self.rest = &self.rest[end + 1..];
            if let Some(after) = self.rest.strip_prefix('"') {
                field.push('"');
                self.rest = after;
                continue;
            }
            let ended = self.rest.is_empty() || self.rest.starts_with([',', '\n']) || self.rest.starts_with("\r\n");
            return if ended { Ok(field) } else { Err(parse_error(self.line, EXTRANEOUS)) };
        }
    }
}
