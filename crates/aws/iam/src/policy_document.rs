//! `data.aws_iam_policy_document`: a policy document, put together without asking anybody.
//!
//! The text is what Terraform's AWS provider writes, byte for byte: other attributes and `id` depend on it.

mod compiled;
mod document;
mod set_order;
mod statement;

use document::Document;
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{DataSource, Error, Model};
use statement::Statement;
use std::collections::BTreeSet;

const VERSIONS: &[&str] = &["2008-10-17", "2012-10-17"];

/// Puts an IAM policy document together.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_iam_policy_document", label = "IAM Policy Document", global)]
pub struct PolicyDocument {
    /// A number made from the document.
    #[attr(id)]
    id: String,
    /// The document, indented.
    #[attr(computed)]
    json: String,
    /// The document, without blanks.
    #[attr(computed)]
    minified_json: String,
    /// A document whose statements are added last, in place of those with the same `sid`.
    #[attr(optional, json, verbatim, deprecated = "Use override_policy_documents instead")]
    override_json: Option<String>,
    /// Documents whose statements are added last, in place of those with the same `sid`.
    #[attr(optional, json, verbatim)]
    override_policy_documents: Option<Vec<Option<String>>>,
    /// The document's own identifier.
    #[attr(optional)]
    policy_id: Option<String>,
    /// A document to begin with.
    #[attr(optional, json, verbatim, deprecated = "Use source_policy_documents instead")]
    source_json: Option<String>,
    /// Documents to begin with. No two statements of them may have the same `sid`.
    #[attr(optional, json, verbatim)]
    source_policy_documents: Option<Vec<Option<String>>>,
    /// The statements, in place of those with the same `sid` in the documents to begin with.
    #[block(list)]
    statement: Vec<Statement>,
    /// The version of the policy language.
    #[attr(optional, default = "2012-10-17", enum = VERSIONS)]
    version: String,
}

/// A document in an argument of that name.
fn parse(argument: &'static str, text: &str) -> Result<Document, Error> {
    Document::parse(text).map_err(|why| Error::other(format!("merging {argument}: {why}")).at(argument))
}

impl PolicyDocument {
    fn document(&self) -> Result<Document, Error> {
        let mut merged = match given(self.source_json.as_ref()) {
            Some(text) => parse("source_json", text)?,
            None => Document::default(),
        };
        let mut seen: BTreeSet<String> = merged.sids().map(str::to_owned).collect();
        for (item, text) in self.source_policy_documents.iter().flatten().enumerate() {
            let Some(text) = text else { continue };
            let source = parse("source_policy_documents", text)?;
            for (at, statement) in source.statements.iter().enumerate() {
                if !statement.sid.is_empty() && !seen.insert(statement.sid.clone()) {
                    return Err(Error::other(format!(
                        "writing IAM Policy Document: merging source document {item}: duplicate Sid ({}) in \
                         source_policy_documents (statement {at}). Remove the Sid or ensure Sids are unique.",
                        statement.sid
                    )));
                }
            }
            merged.merge(source);
        }
        merged.merge(self.own()?);
        for text in self.override_policy_documents.iter().flatten().flatten() {
            merged.merge(parse("override_policy_documents", text)?);
        }
        if let Some(text) = given(self.override_json.as_ref()) {
            merged.merge(parse("override_json", text)?);
        }
        Ok(merged)
    }

    /// The document of the configured statements alone.
    fn own(&self) -> Result<Document, Error> {
        let mut seen = BTreeSet::new();
        for statement in self.statement.iter().filter(|statement| !statement.sid.is_empty()) {
            if !seen.insert(&statement.sid) {
                let sid = &statement.sid;
                return Err(Error::other(format!(
                    "writing IAM Policy Document: duplicate Sid ({sid}). Remove the Sid or ensure the Sid is unique."
                )));
            }
        }
        let statements = self.statement.iter().map(|statement| statement.compile(&self.version));
        Ok(Document {
            version: self.version.clone(),
            id: self.policy_id.clone().unwrap_or_default(),
            statements: statements.collect::<Result<_, _>>().map_err(Error::other)?,
        })
    }
}

/// Empty text counts as none.
fn given(text: Option<&String>) -> Option<&String> {
    text.filter(|text| !text.is_empty())
}

impl DataSource for PolicyDocument {
    type Context = Ctx;

    async fn read(_ctx: &Ctx, config: &Self) -> Result<Self, AwsError> {
        let mut found = config.clone();
        if found.version.is_empty() {
            "2012-10-17".clone_into(&mut found.version);
        }
        for statement in found.statement.iter_mut().filter(|statement| statement.effect.is_empty()) {
            "Allow".clone_into(&mut statement.effect);
        }
        let document = found.document()?;
        found.json = document.indented();
        found.minified_json = document.minified();
        found.id = set_order::checksum(&found.json).to_string();
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
