//! Documents: parsing, merging, and the text.

use super::compiled::Statement;
use serde_json::{Map, Value};

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The version of the policy language.
    pub version: String,
    /// Its identifier; may be empty.
    pub id: String,
    /// Its statements.
    pub statements: Vec<Statement>,
}

impl Document {
    /// Reads a document. Members that no document has are ignored.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let Value::Object(mut members) = document else { return Err("a policy document is a JSON object".to_owned()) };
        let statements = match members.shift_remove("Statement") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(statements)) => statements,
            Some(one) => vec![one],
        };
        Ok(Self {
            version: text_of(&mut members, "Version")?,
            id: text_of(&mut members, "Id")?,
            statements: statements.into_iter().map(Statement::parse).collect::<Result<_, _>>()?,
        })
    }

    /// The identifiers of its statements, where they have one.
    pub fn sids(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().map(|statement| statement.sid.as_str()).filter(|sid| !sid.is_empty())
    }

    /// Takes over another document: a statement replaces the one with the same identifier, or is added.
    pub fn merge(&mut self, other: Self) {
        if !other.id.is_empty() {
            self.id = other.id;
        }
        if other.version > self.version {
            self.version = other.version;
        }
        for statement in other.statements {
            let same = self.statements.iter_mut().find(|it| !it.sid.is_empty() && it.sid == statement.sid);
            match same {
                Some(same) => *same = statement,
                None => self.statements.push(statement),
            }
        }
    }

    /// The text with two blanks of indentation.
    pub fn indented(&self) -> String {
        escaped(&format!("{:#}", self.to_json()))
    }

    /// The text without blanks.
    pub fn minified(&self) -> String {
        escaped(&self.to_json().to_string())
    }

    fn to_json(&self) -> Value {
        let mut members = Map::new();
        insert_text(&mut members, "Version", &self.version);
        insert_text(&mut members, "Id", &self.id);
        if !self.statements.is_empty() {
            let statements = self.statements.iter().map(Statement::to_json).collect();
            members.insert("Statement".to_owned(), Value::Array(statements));
        }
        Value::Object(members)
    }
}

/// Go's encoder writes these characters, which may be dangerous inside HTML, as codes.
fn escaped(text: &str) -> String {
    let text = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Adds a member, unless it is empty.
pub fn insert_text(members: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        members.insert(name.to_owned(), Value::from(text));
    }
}

/// Takes a member out; empty if there is none.
pub fn text_of(members: &mut Map<String, Value>, name: &str) -> Result<String, String> {
    match members.shift_remove(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(format!("{name} must be text, not {other}")),
    }
}
