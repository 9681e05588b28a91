//! `random_integer`: a whole number within bounds.

use super::source::Source;
use crate::argument_checks::{invalid, whole};
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Makes up a whole number. A seed decides it, in the same way for ever, but not as other implementations do.
/// Import with result, minimum, maximum and optionally the seed, between commas.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "random_integer", label = "Random Integer")]
pub(super) struct RandomInteger {
    /// The number as text.
    #[attr(computed)]
    id: String,
    /// Any values; their change makes up a new number.
    #[attr(optional, force_new)]
    keepers: Option<BTreeMap<String, String>>,
    /// The smallest number.
    #[attr(required, force_new)]
    min: i64,
    /// The greatest number.
    #[attr(required, force_new)]
    max: i64,
    /// Decides the number.
    #[attr(optional, force_new)]
    seed: Option<String>,
    /// The number.
    #[attr(computed)]
    result: i64,
}

const DISORDER: &str = "The minimum (min) value needs to be smaller than or equal to maximum (max) value.";

impl Resource for RandomInteger {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        if plan.min > plan.max {
            return Err(Error::other(DISORDER.trim_end_matches('.')).at("min"));
        }
        // The whole range of 64 bits has 2⁶⁴ numbers, which `below` spells 0.
        let count = plan.max.wrapping_sub(plan.min).cast_unsigned().wrapping_add(1);
        let above = Source::of_seed(plan.seed.as_deref()).below(count)?;
        let result = plan.min.wrapping_add_unsigned(above);
        Ok(Created::new(result.to_string()).with("result", Value::number(result)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        let wrong = || Error::other("the import identifier must be RESULT,MIN,MAX or RESULT,MIN,MAX,SEED");
        let parts: Vec<&str> = id.split(',').collect();
        let [result, min, max, seed @ ..] = parts.as_slice() else { return Err(wrong()) };
        let number = |text: &str| text.trim().parse::<i64>().map_err(|_| wrong());
        if seed.len() > 1 {
            return Err(wrong());
        }
        let result = number(result)?;
        let seed = seed.first().map(|seed| (*seed).to_owned());
        Ok(Self { id: result.to_string(), keepers: None, min: number(min)?, max: number(max)?, seed, result })
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        if let (Some(min), Some(max)) = (whole(config_value, "min"), whole(config_value, "max"))
            && min > max
        {
            invalid("min", format!("{DISORDER} Here min is {min} and max is {max}."), diags);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RandomInteger>();
    }

    #[tokio::test]
    async fn it_stays_within_its_bounds_and_follows_its_seed() {
        let mut it = Trial::of::<RandomInteger>(());
        it.converge(r#"{"min":3,"max":3}"#).await;
        assert_eq!(it.text("id"), "3");
        it.converge(r#"{"min":-9223372036854775808,"max":9223372036854775807}"#).await;
        it.converge(r#"{"min":1,"max":50000,"seed":"s"}"#).await;
        let first = it.text("id").to_owned();
        it.destroy().await;
        it.converge(r#"{"min":1,"max":50000,"seed":"s"}"#).await;
        assert_eq!(it.text("id"), first);
        assert_eq!(it.import(&format!("{first},1,50000,s")).await, it.state);
        assert!(it.apply(&it.config(r#"{"min":2,"max":1}"#)).await.has_errors());
    }
}
