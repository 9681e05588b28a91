//! `random_pet`: names that people can remember.

use super::source::Source;
use super::words::{ADJECTIVES, ADVERBS, ANIMALS};
use crate::argument_checks::at_least;
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Makes up a name of words, such as `quick-otter`. The words are this program's own. It cannot be imported.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_pet", label = "Random Pet")]
pub(super) struct RandomPet {
    /// The name.
    #[attr(computed)]
    id: String,
    /// Any values; their change makes up a new name.
    #[attr(optional, force_new)]
    keepers: Option<BTreeMap<String, String>>,
    /// How many words.
    #[attr(optional, computed, force_new, default = 2)]
    length: i64,
    /// Text before the words.
    #[attr(optional, force_new)]
    prefix: Option<String>,
    /// What stands between words.
    #[attr(optional, computed, force_new, default = "-")]
    separator: String,
}

impl RandomPet {
    fn name(&self, source: &mut Source) -> Result<String, Error> {
        let mut words = Vec::new();
        let prefix = self.prefix.as_deref().filter(|prefix| !prefix.is_empty());
        words.extend(prefix);
        for left in (1..=self.length).rev() {
            let list = match left {
                1 => ANIMALS,
                2 => ADJECTIVES,
                _ => ADVERBS,
            };
            words.extend(source.choose(list)?);
        }
        Ok(words.join(&self.separator))
    }
}

impl Resource for RandomPet {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        Ok(Created::new(plan.name(&mut Source::system())?))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), _id: &str) -> Result<Self, Error> {
        Err(Error::other("random_pet cannot be imported"))
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        at_least(config_value, &["length"], 1, diags);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RandomPet>();
    }

    #[test]
    fn a_name_has_as_many_words_as_asked_for() {
        for (length, prefix, words) in [(1, None, 1), (2, None, 2), (4, None, 4), (2, Some("p"), 3), (2, Some(""), 2)] {
            let pet = RandomPet { length, prefix: prefix.map(Into::into), separator: "-".into(), ..Default::default() };
            assert_eq!(pet.name(&mut Source::system()).unwrap().split('-').count(), words);
        }
    }

    #[test]
    fn the_words_are_distinct_and_plain() {
        for list in [ADVERBS, ADJECTIVES, ANIMALS] {
            assert!(list.is_sorted_by(|left, right| left < right), "sorted, no word twice");
            assert!(list.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())));
        }
    }

    #[tokio::test]
    async fn it_converges_and_changes_with_its_keepers() {
        let mut it = Trial::of::<RandomPet>(());
        it.converge("{}").await;
        assert_eq!((it.text("separator"), it.text("id").split('-').count()), ("-", 2));
        it.converge(r#"{"length":3,"separator":"_","prefix":"web","keepers":{"v":"1"}}"#).await;
        assert!(it.text("id").starts_with("web_") && it.text("id").split('_').count() == 4);
        it.converge("{}").await;
        assert_eq!(it.text("id").split('-').count(), 2, "defaults return when arguments are removed");
    }
}
