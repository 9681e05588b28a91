//! `random_string`: text that is no secret.

use super::text::{TextRules, upgraded};
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Created, Error, Model, Resource};

/// Makes up a text of letters, digits and special characters; shown, so not for passwords. Import with the text.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_string", label = "Random String", version = 2)]
pub(super) struct RandomString {
    /// The text.
    #[attr(computed)]
    id: String,
    /// The text.
    #[attr(computed)]
    result: String,
    #[attr(flatten)]
    rules: TextRules,
}

impl Resource for RandomString {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let text = plan.rules.make_up()?;
        Ok(Created::new(&text).with("result", Value::string(&text)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        Ok(Self { id: id.to_owned(), result: id.to_owned(), rules: TextRules::of_imported(id) })
    }

    fn plan(planned: &mut Planned<'_>) {
        TextRules::plan(planned);
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        TextRules::validate(config_value, diags);
    }

    fn upgrade(_from_version: u64, attributes: &str) -> Result<Option<String>, Error> {
        Ok(Some(serde_json::Value::Object(upgraded(attributes)?).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RandomString>();
    }

    #[tokio::test]
    async fn it_converges_and_imports() {
        let mut it = Trial::of::<RandomString>(());
        it.converge(r#"{"length":16}"#).await;
        assert_eq!((it.text("result").len(), it.text("id") == it.text("result")), (16, true));
        assert_eq!((it.shown("numeric"), it.shown("number")), ("cty.True".into(), "cty.True".into()));
        assert_eq!(it.import(it.text("id")).await, it.state);
        let first = it.text("id").to_owned();
        it.converge(r#"{"length":16,"special":true,"min_lower":0}"#).await;
        assert_eq!(it.text("id"), first, "what was the default anyway changes nothing");
        it.converge(r#"{"length":16,"number":false}"#).await;
        assert_eq!(it.shown("numeric"), "cty.False");
        assert!(!it.text("result").contains(|character: char| character.is_ascii_digit()));
        let digits = it.plan(&it.config(r#"{"length":16}"#));
        assert!(!digits.requires_replace.is_empty(), "a removed argument goes back to its default");
        it.converge(r#"{"length":16,"numeric":true}"#).await;
    }

    #[test]
    fn rules_that_cannot_be_followed_are_refused() {
        let it = Trial::of::<RandomString>(());
        for (config, message) in [
            (r#"{"length":0}"#, "Attribute length value must be at least 1, got: 0"),
            (
                r#"{"length":3,"min_lower":2,"min_upper":2}"#,
                "Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special (4), got: 3",
            ),
            (r#"{"length":3,"min_lower":-1}"#, "Attribute min_lower value must be at least 0, got: -1"),
            (r#"{"length":3,"number":true,"numeric":false}"#, "number and numeric are both configured"),
        ] {
            let mut diags = Diagnostics::new();
            RandomString::validate(&it.config(config), &mut diags);
            let detail = diags.iter().next().map(|found| found.detail.clone()).unwrap_or_default();
            assert!(detail.starts_with(message), "{config}: {detail}");
        }
    }
}
