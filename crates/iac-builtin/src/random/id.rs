//! `random_id`: a number for unique names.

use super::source::Source;
use crate::argument_checks::at_least;
use crate::digests::{to_base64, to_hex};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Makes up a number, for names that must be unique. Import with its URL-safe Base64 form, after a prefix and a comma if
/// there is a prefix.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_id", label = "Random ID")]
pub(super) struct RandomId {
    /// The number in URL-safe Base64, without prefix.
    #[attr(computed)]
    id: String,
    /// Any values; their change makes up a new number.
    #[attr(optional, force_new)]
    keepers: Option<BTreeMap<String, String>>,
    /// How many bytes the number has.
    #[attr(required, force_new)]
    byte_length: i64,
    /// Text before every form of the number.
    #[attr(optional, force_new)]
    prefix: Option<String>,
    /// The number in URL-safe Base64 without padding.
    #[attr(computed)]
    b64_url: String,
    /// The number in Base64.
    #[attr(computed)]
    b64_std: String,
    /// The number in hexadecimal, two digits per byte.
    #[attr(computed)]
    hex: String,
    /// The number in decimal.
    #[attr(computed)]
    dec: String,
}

impl RandomId {
    fn of(bytes: &[u8], prefix: Option<String>, keepers: Option<BTreeMap<String, String>>) -> Self {
        let id = URL_SAFE_NO_PAD.encode(bytes);
        let prefixed = |text: String| format!("{}{text}", prefix.as_deref().unwrap_or_default());
        Self {
            b64_url: prefixed(id.clone()),
            b64_std: prefixed(to_base64(bytes)),
            hex: prefixed(to_hex(bytes)),
            dec: prefixed(to_decimal(bytes)),
            byte_length: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            id,
            prefix,
            keepers,
        }
    }
}

/// A big-endian number in decimal.
fn to_decimal(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = vec![0];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = u8::try_from(carry % 10).unwrap_or_default();
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or_default());
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

impl Resource for RandomId {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let bytes = Source::system().bytes(usize::try_from(plan.byte_length).unwrap_or(0))?;
        let made = Self::of(&bytes, plan.prefix.clone(), None);
        Ok(Created::new(made.id)
            .with("b64_url", Value::string(made.b64_url))
            .with("b64_std", Value::string(made.b64_std))
            .with("hex", Value::string(made.hex))
            .with("dec", Value::string(made.dec)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        let (prefix, id) = id.rsplit_once(',').map_or((None, id), |(prefix, id)| (Some(prefix.to_owned()), id));
        let bytes = URL_SAFE_NO_PAD
            .decode(id)
            .map_err(|_| Error::other("the import identifier must be URL-safe Base64 without padding"))?;
        Ok(Self::of(&bytes, prefix, None))
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        at_least(config_value, &["byte_length"], 1, diags);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RandomId>();
    }

    #[test]
    fn numbers_are_spelled_as_terraform_spells_them() {
        let id = RandomId::of(&[0, 0xff, 0xfe, 0x01], Some("p-".into()), None);
        assert_eq!((id.id.as_str(), id.b64_url.as_str()), ("AP_-AQ", "p-AP_-AQ"));
        assert_eq!((id.b64_std.as_str(), id.hex.as_str(), id.dec.as_str()), ("p-AP/+AQ==", "p-00fffe01", "p-16776705"));
        assert_eq!(to_decimal(&[0xff; 8]), u64::MAX.to_string());
        assert_eq!(to_decimal(&[0, 0]), "0");
    }

    #[tokio::test]
    async fn it_converges_and_imports() {
        let mut it = Trial::of::<RandomId>(());
        it.converge(r#"{"byte_length":4}"#).await;
        assert_eq!(it.text("hex").len(), 8);
        assert_eq!(it.import(it.text("id")).await, it.state);
        it.converge(r#"{"byte_length":4,"prefix":"x-"}"#).await;
        assert!(it.text("dec").starts_with("x-"));
        assert_eq!(it.import(&format!("x-,{}", it.text("id"))).await, it.state);
        assert!(it.destroy().await.is_empty());
    }
}
