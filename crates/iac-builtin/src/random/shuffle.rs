//! `random_shuffle`: a random permutation or choice.

use super::source::Source;
use crate::argument_checks::at_least;
use iac_core::diag::Diagnostics;
use iac_core::value::{Type, Value};
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Brings a list into random order. A seed decides it, in the same way for ever, but not as other implementations do.
/// It cannot be imported.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_shuffle", label = "Random Shuffle")]
pub(super) struct RandomShuffle {
    /// Always `-`.
    #[attr(computed)]
    id: String,
    /// Any values; their change makes up a new order.
    #[attr(optional, force_new)]
    keepers: Option<BTreeMap<String, String>>,
    /// Decides the order.
    #[attr(optional, force_new)]
    seed: Option<String>,
    /// What to shuffle.
    #[attr(required, force_new)]
    input: Vec<String>,
    /// How many elements to return; all if it is omitted. Beyond the number of elements they repeat.
    #[attr(optional, force_new)]
    result_count: Option<i64>,
    /// The elements in random order.
    #[attr(computed)]
    result: Vec<String>,
}

impl RandomShuffle {
    fn shuffled(&self) -> Result<Vec<String>, Error> {
        let count = match self.result_count {
            Some(count) => usize::try_from(count).unwrap_or(0),
            None => self.input.len(),
        };
        let mut source = Source::of_seed(self.seed.as_deref());
        let mut result = Vec::new();
        while result.len() < count && !self.input.is_empty() {
            let mut round = self.input.clone();
            source.shuffle(&mut round)?;
            round.truncate(count - result.len());
            result.append(&mut round);
        }
        Ok(result)
    }
}

impl Resource for RandomShuffle {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let result = plan.shuffled()?.iter().map(Value::string).collect();
        Ok(Created::new("-").with("result", Value::list(Type::String, result)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), _id: &str) -> Result<Self, Error> {
        Err(Error::other("random_shuffle cannot be imported"))
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        at_least(config_value, &["result_count"], 0, diags);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RandomShuffle>();
    }

    #[test]
    fn elements_repeat_only_when_all_were_used() {
        let input: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        let shuffle = RandomShuffle { input: input.clone(), result_count: Some(5), ..Default::default() };
        let result = shuffle.shuffled().unwrap();
        assert_eq!(result.len(), 5);
        assert!(input.iter().all(|element| result[..3].contains(element)));
        let none = RandomShuffle { result_count: Some(5), ..Default::default() };
        assert!(none.shuffled().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_seed_decides_the_order() {
        let mut it = Trial::of::<RandomShuffle>(());
        let config = r#"{"input":["a","b","c","d","e","f"],"seed":"x"}"#;
        it.converge(config).await;
        let first = it.shown("result");
        it.destroy().await;
        it.converge(config).await;
        assert_eq!(it.shown("result"), first);
        it.converge(r#"{"input":["a","b","c","d","e","f"],"seed":"x","result_count":1}"#).await;
        assert!(it.shown("result").len() < first.len());
    }
}
