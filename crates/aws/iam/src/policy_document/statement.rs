//! `statement` blocks, and what becomes of them in a document.

use super::compiled::{self, Condition, Principal, Text};
use super::set_order::{in_set_order, texts};
use iac_provider::Block;
use serde_json::Value;
use std::collections::BTreeSet;

/// A statement.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Statement {
    /// What is allowed or denied.
    #[attr(optional)]
    pub actions: BTreeSet<String>,
    /// Whether it allows or denies.
    #[attr(optional, default = "Allow", enum = ["Allow", "Deny"])]
    pub effect: String,
    /// What is not meant, of everything.
    #[attr(optional)]
    pub not_actions: BTreeSet<String>,
    /// What it does not apply to, of everything.
    #[attr(optional)]
    pub not_resources: BTreeSet<String>,
    /// The ARNs of what it applies to.
    #[attr(optional)]
    pub resources: BTreeSet<String>,
    /// The identifier of the statement.
    #[attr(optional)]
    pub sid: String,
    /// When it applies.
    #[block(set)]
    pub condition: Vec<ConditionBlock>,
    /// Who it does not apply to, of everybody.
    #[block(set)]
    pub not_principals: Vec<PrincipalBlock>,
    /// Who it applies to.
    #[block(set)]
    pub principals: Vec<PrincipalBlock>,
}

/// A condition.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct ConditionBlock {
    /// The operator, such as `StringEquals`.
    #[attr(required)]
    pub test: String,
    /// What is compared, one of them with the variable.
    #[attr(required)]
    pub values: Vec<String>,
    /// The variable, such as `aws:SourceArn`.
    #[attr(required)]
    pub variable: String,
}

/// Some principals.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct PrincipalBlock {
    /// Who, in the way that the type says.
    #[attr(required)]
    pub identifiers: BTreeSet<String>,
    /// What kind of principals they are: `AWS`, `Service`, `Federated`, `CanonicalUser` or `*`.
    #[attr(required, rename = "type")]
    pub kind: String,
}

impl Statement {
    /// The statement in a document of that version.
    pub fn compile(&self, version: &str) -> Result<compiled::Statement, String> {
        let plain = |items: &BTreeSet<String>| {
            (!items.is_empty()).then(|| Text::descending(items.iter().cloned().collect()).into_json())
        };
        // Sorted as written, before variables are put in.
        let list = |items: &BTreeSet<String>| -> Result<Option<Value>, String> {
            let items: Vec<String> =
                items.iter().rev().map(|text| with_variables(text, version)).collect::<Result<_, _>>()?;
            Ok((!items.is_empty()).then(|| Text::of(items).into_json()))
        };
        Ok(compiled::Statement {
            sid: self.sid.clone(),
            effect: self.effect.clone(),
            actions: plain(&self.actions),
            not_actions: plain(&self.not_actions),
            resources: list(&self.resources)?,
            not_resources: list(&self.not_resources)?,
            principals: principals(&self.principals, version)?,
            not_principals: principals(&self.not_principals, version)?,
            conditions: conditions(&self.condition, version)?,
        })
    }
}

/// `${…}` would be a template of the configuration language, so that variables of policies are written `&{…}`.
fn with_variables(text: &str, version: &str) -> Result<String, String> {
    if version == "2008-10-17" && text.contains("&{") {
        return Err(format!("found &{{ sequence in ({text}), which is not supported in document version 2008-10-17"));
    }
    Ok(text.replace("&{", "${"))
}

fn principals(blocks: &[PrincipalBlock], version: &str) -> Result<Vec<Principal>, String> {
    let content = |block: &&PrincipalBlock| {
        let identifiers = in_set_order(&block.identifiers, |text| format!("{text};"));
        format!("identifiers:{{{}}};type:{};", texts(identifiers), block.kind)
    };
    let blocks = in_set_order(blocks, content).into_iter();
    blocks
        .map(|block| {
            let identifiers = block.identifiers.iter().map(|text| with_variables(text, version));
            let identifiers = Text::descending(identifiers.collect::<Result<_, _>>()?);
            Ok(Principal { kind: block.kind.clone(), identifiers })
        })
        .collect()
}

fn conditions(blocks: &[ConditionBlock], version: &str) -> Result<Vec<Condition>, String> {
    let content = |block: &&ConditionBlock| {
        format!("test:{};values:({});variable:{};", block.test, texts(&block.values), block.variable)
    };
    let blocks = in_set_order(blocks, content).into_iter();
    blocks
        .map(|block| {
            let values = block.values.iter().map(|text| with_variables(text, version));
            let values = values.collect::<Result<_, _>>()?;
            Ok(Condition { test: block.test.clone(), variable: block.variable.clone(), values })
        })
        .collect()
}
