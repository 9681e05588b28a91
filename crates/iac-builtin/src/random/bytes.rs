//! `random_bytes`: secret bytes.

use super::source::Source;
use crate::argument_checks::at_least;
use crate::digests::{parse_base64, to_base64, to_hex};
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Makes up secret bytes, a key for instance. Import with their Base64 form.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_bytes", label = "Random Bytes")]
pub(super) struct RandomBytes {
    /// How many bytes.
    #[attr(required, force_new)]
    length: i64,
    /// Any values; their change makes up new bytes.
    #[attr(optional, force_new)]
    keepers: Option<BTreeMap<String, String>>,
    /// The bytes in Base64.
    #[attr(computed, sensitive)]
    base64: String,
    /// The bytes in hexadecimal.
    #[attr(computed, sensitive)]
    hex: String,
}

impl Resource for RandomBytes {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let bytes = Source::system().bytes(usize::try_from(plan.length).unwrap_or(0))?;
        let (base64, hex) = (Value::string(to_base64(&bytes)), Value::string(to_hex(&bytes)));
        // The type has no `id`; the kit wants one to know that something was created.
        Ok(Created::new("none").with("base64", base64).with("hex", hex))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        let bytes = parse_base64(id).ok_or_else(|| Error::other("the import identifier must be Base64"))?;
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Ok(Self { length, keepers: None, base64: to_base64(&bytes), hex: to_hex(&bytes) })
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        at_least(config_value, &["length"], 1, diags);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::Trial;

    #[tokio::test]
    async fn it_converges_and_imports() {
        let mut it = Trial::of::<RandomBytes>(());
        it.converge(r#"{"length":8}"#).await;
        assert_eq!((it.text("hex").len(), it.text("base64").len()), (16, 12));
        assert_eq!(it.import(it.text("base64")).await, it.state);
        let hex = it.text("hex").to_owned();
        it.converge(r#"{"length":8,"keepers":{"a":"b"}}"#).await;
        assert_ne!(it.text("hex"), hex);
        assert!(it.destroy().await.is_empty());
    }
}
