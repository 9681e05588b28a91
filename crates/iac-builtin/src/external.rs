//! The `external` provider: a data source that asks a program, in JSON.

use crate::child_process::{ending, run};
use iac_provider::{Catalogue, DataSource, DataSourceEntry, Error, Model};
use std::collections::BTreeMap;

/// The types of the provider.
pub(crate) fn catalogue() -> Catalogue<()> {
    Catalogue::new([], [DataSourceEntry::of::<External>()])
}

/// Runs a program that reads a JSON object of texts and prints one.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "external", label = "External Program")]
struct External {
    /// Always `-`.
    #[attr(computed)]
    id: String,
    /// The program and its arguments.
    #[attr(required)]
    program: Vec<String>,
    /// The directory it runs in.
    #[attr(optional)]
    working_dir: Option<String>,
    /// What it reads.
    #[attr(optional)]
    query: Option<BTreeMap<String, String>>,
    /// What it printed.
    #[attr(computed)]
    result: BTreeMap<String, String>,
}

impl DataSource for External {
    type Context = ();

    async fn read(_ctx: &(), config: &Self) -> Result<Self, Error> {
        let words: Vec<String> = config.program.iter().filter(|word| !word.is_empty()).cloned().collect();
        let Some((program, arguments)) = words.split_first() else {
            return Err(Error::other("the program is missing: it is the first element of the list").at("program"));
        };
        let query = serde_json::to_vec(&config.query.clone().unwrap_or_default());
        let query = query.map_err(|error| Error::other(error.to_string()).at("query"))?;
        let output = run(program, arguments, config.working_dir.as_deref(), Some(&query)).await?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let how = ending(output.status);
            return Err(Error::other(format!("the program {program:?} failed: {how}")).with_advice(said).at("program"));
        }
        let result = serde_json::from_slice(&output.stdout).map_err(|error| {
            let rule = "it must print one JSON object in which every value is a string";
            Error::other(format!("the program {program:?} printed something else: {error}; {rule}")).at("program")
        })?;
        Ok(Self { id: "-".to_owned(), result, ..config.clone() })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use iac_provider::contract::assert_data_source;

    #[tokio::test]
    async fn a_program_answers_a_query() {
        assert_data_source::<External>();
        let shell = |script: &str| External {
            program: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            query: Some([("a".to_owned(), "b".to_owned())].into()),
            ..External::default()
        };
        let found = External::read(&(), &shell("cat")).await.unwrap();
        assert_eq!((found.result.get("a").map(String::as_str), found.id.as_str()), (Some("b"), "-"));
        for script in ["echo '{\"a\":1}'", "exit 2", "echo []"] {
            assert!(External::read(&(), &shell(script)).await.is_err(), "{script}");
        }
        assert!(External::read(&(), &External::default()).await.is_err());
    }
}
