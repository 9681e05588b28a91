//! `random_uuid`, `random_uuid4` and `random_uuid7`: universally unique identifiers of versions 4 and 7.

use super::source::Source;
use crate::digests::to_hex;
use iac_core::value::Value;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// Makes up a UUID of version 4. Import with the UUID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_uuid", label = "Random UUID")]
pub(super) struct RandomUuid {
    /// The UUID.
    #[attr(computed)]
    id: String,
    /// Any values; their change makes up a new UUID.
    #[attr(optional, force_new)]
    keepers: Option<BTreeMap<String, String>>,
    /// The UUID.
    #[attr(computed)]
    result: String,
}

/// Makes up a UUID of version 4. Import with the UUID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_uuid4", label = "Random UUID")]
pub(super) struct RandomUuid4 {
    /// The UUID.
    #[attr(computed)]
    id: String,
    /// Any values; their change makes up a new UUID.
    #[attr(optional, force_new)]
    keepers: Option<BTreeMap<String, String>>,
    /// The UUID.
    #[attr(computed)]
    result: String,
}

/// Makes up a UUID of version 7, which begins with the time. Import with the UUID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_uuid7", label = "Random UUID")]
pub(super) struct RandomUuid7 {
    /// The UUID.
    #[attr(computed)]
    id: String,
    /// Any values; their change makes up a new UUID.
    #[attr(optional, force_new)]
    keepers: Option<BTreeMap<String, String>>,
    /// The UUID.
    #[attr(computed)]
    result: String,
}

/// A UUID of version 4: all random.
fn version_4() -> Result<String, Error> {
    let mut bytes = [0; 16];
    Source::system().fill(&mut bytes)?;
    Ok(spelled(bytes, 4))
}

/// A UUID of version 7: milliseconds, then random.
fn version_7() -> Result<String, Error> {
    let mut bytes = [0; 16];
    Source::system().fill(&mut bytes)?;
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).to_be_bytes();
    bytes[..6].copy_from_slice(&millis[2..]);
    Ok(spelled(bytes, 7))
}

fn spelled(mut bytes: [u8; 16], version: u8) -> String {
    bytes[6] = bytes[6] & 0x0f | version << 4;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = to_hex(&bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// The UUID in its usual spelling.
fn parse(text: &str) -> Result<String, Error> {
    let lower = text.to_ascii_lowercase();
    let dashes = [8, 13, 18, 23];
    let sound = lower.len() == 36
        && lower
            .bytes()
            .enumerate()
            .all(|(at, byte)| if dashes.contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() });
    if sound { Ok(lower) } else { Err(Error::other(format!("{text:?} is no UUID"))) }
}

macro_rules! uuid_resource {
    ($model:ty, $make:path) => {
        impl Resource for $model {
            type Context = ();

            async fn create(_ctx: &(), _plan: &Self) -> Result<Created, Error> {
                let made = $make()?;
                Ok(Created::new(&made).with("result", Value::string(&made)))
            }

            async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
                Ok(Some(prior.clone()))
            }

            async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
                Ok(())
            }

            async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
                let id = parse(id)?;
                Ok(Self { result: id.clone(), id, keepers: None })
            }
        }
    };
}

uuid_resource!(RandomUuid, version_4);
uuid_resource!(RandomUuid4, version_4);
uuid_resource!(RandomUuid7, version_7);

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    async fn check<R: Resource<Context = ()>>(version: char) {
        assert_model::<R>();
        let mut it = Trial::of::<R>(());
        it.converge("{}").await;
        assert_eq!(it.text("result"), it.text("id"));
        assert_eq!((it.text("id").len(), it.text("id").chars().nth(14)), (36, Some(version)));
        assert_eq!(it.import(&it.text("id").to_ascii_uppercase()).await, it.state);
        let first = it.text("id").to_owned();
        it.converge(r#"{"keepers":{"a":"b"}}"#).await;
        assert_ne!(it.text("id"), first);
    }

    #[tokio::test]
    async fn each_version_converges_and_imports() {
        check::<RandomUuid>('4').await;
        check::<RandomUuid4>('4').await;
        check::<RandomUuid7>('7').await;
    }

    #[test]
    fn only_uuids_are_imported() {
        assert!(parse("aabbccdd-eeff-0011-2233-445566778899").is_ok());
        for text in ["", "x", "aabbccdd-eeff-0011-2233-44556677889", "aabbccddeeff00112233445566778899aaaa"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
