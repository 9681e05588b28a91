//! `random_password`: secret text.

use super::text::{TextRules, upgraded};
use bcrypt::Version;
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Created, Error, Model, Resource};

/// Makes up a secret text of letters, digits and special characters. It is stored in the state. Import with the text.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_password", label = "Random Password", version = 3)]
pub(super) struct RandomPassword {
    /// Always `none`.
    #[attr(computed)]
    id: String,
    /// The text.
    #[attr(computed, sensitive)]
    result: String,
    /// A bcrypt hash of the text's first 72 bytes.
    #[attr(computed, sensitive)]
    bcrypt_hash: String,
    #[attr(flatten)]
    rules: TextRules,
}

/// What bcrypt looks at.
const HASHED_BYTES: usize = 72;
const COST: u32 = 10;

fn hash(text: &str) -> Result<String, Error> {
    let bytes = text.as_bytes();
    let parts = bcrypt::hash_with_result(&bytes[..bytes.len().min(HASHED_BYTES)], COST)
        .map_err(|error| Error::other(format!("the password cannot be hashed: {error}")))?;
    Ok(parts.format_for_version(Version::TwoA))
}

/// Hashing takes a tenth of a second on purpose, so it must not hold up others.
async fn hash_aside(text: String) -> Result<String, Error> {
    let task = tokio::task::spawn_blocking(move || hash(&text));
    task.await.map_err(|error| Error::other(format!("the password cannot be hashed: {error}")))?
}

impl Resource for RandomPassword {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let text = plan.rules.make_up()?;
        let bcrypt_hash = hash_aside(text.clone()).await?;
        Ok(Created::new("none").with("result", Value::string(text)).with("bcrypt_hash", Value::string(bcrypt_hash)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        let bcrypt_hash = hash_aside(id.to_owned()).await?;
        let rules = TextRules::of_imported(id);
        Ok(Self { id: "none".to_owned(), result: id.to_owned(), bcrypt_hash, rules })
    }

    fn plan(planned: &mut Planned<'_>) {
        TextRules::plan(planned);
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        TextRules::validate(config_value, diags);
    }

    fn upgrade(_from_version: u64, attributes: &str) -> Result<Option<String>, Error> {
        let mut stored = upgraded(attributes)?;
        let text = |name: &str| stored.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        // A version of Terraform's provider stored hashes of something else.
        if !bcrypt::verify(text("result"), text("bcrypt_hash")).unwrap_or(false) {
            let bcrypt_hash = hash(text("result"))?;
            stored.insert("bcrypt_hash".to_owned(), bcrypt_hash.into());
        }
        Ok(Some(serde_json::Value::Object(stored).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RandomPassword>();
    }

    #[tokio::test]
    async fn it_converges_and_its_hash_is_right() {
        let mut it = Trial::of::<RandomPassword>(());
        it.converge(r#"{"length":80}"#).await;
        assert_eq!((it.text("id"), it.text("result").len()), ("none", 80));
        assert!(it.text("bcrypt_hash").starts_with("$2a$10$"));
        assert!(bcrypt::verify(&it.text("result").as_bytes()[..HASHED_BYTES], it.text("bcrypt_hash")).unwrap());
        let imported = it.import("secret").await;
        assert_eq!(imported.attribute("result").and_then(Value::as_str), Some("secret"));
    }

    #[test]
    fn an_older_state_gains_a_right_hash() {
        let upgraded =
            RandomPassword::upgrade(0, r#"{"id":"none","result":"abc","number":true,"bcrypt_hash":"wrong"}"#);
        let stored: serde_json::Value = serde_json::from_str(&upgraded.unwrap().unwrap()).unwrap();
        assert!(bcrypt::verify("abc", stored["bcrypt_hash"].as_str().unwrap()).unwrap());
        assert_eq!(stored["numeric"], true);
    }
}
