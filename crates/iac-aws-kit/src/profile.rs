//! The shared configuration and credentials files, read by the SDK's own parser.

use crate::Environment;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};

/// What a profile says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProfileSettings {
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
    pub access_key: Option<String>,
    pub secret_key: Option<String>,
    pub session_token: Option<String>,
}

/// Which files to read, and which profile.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProfileChoice<'a> {
    pub name: Option<&'a str>,
    pub config_files: &'a [String],
    pub credentials_files: &'a [String],
}

/// Reads a profile. A missing file or profile is no error: it says nothing. Only static values are looked at; no
/// process, SSO session or role is ever started for credentials.
pub(crate) async fn load(environment: &Environment, choice: &ProfileChoice<'_>) -> ProfileSettings {
    let name = choice.name.or_else(|| environment.var("AWS_PROFILE")).unwrap_or("default").to_owned();
    let mut files = EnvConfigFiles::builder();
    for path in choice.config_files {
        files = files.with_file(EnvConfigFileKind::Config, expand_home(path, environment));
    }
    for path in choice.credentials_files {
        files = files.with_file(EnvConfigFileKind::Credentials, expand_home(path, environment));
    }
    let files = files
        .include_default_config_file(choice.config_files.is_empty())
        .include_default_credentials_file(choice.credentials_files.is_empty())
        .build();
    let loaded = aws_config::profile::load(&Fs::real(), &Env::real(), &files, Some(name.clone().into())).await;
    let profiles = match loaded {
        Ok(profiles) => profiles,
        Err(error) => {
            tracing::warn!(%error, "the AWS configuration files cannot be read and are ignored");
            return ProfileSettings::default();
        }
    };
    let property =
        |key: &str| profiles.get_profile(&name)?.get(key).map(str::to_owned).filter(|value| !value.is_empty());
    ProfileSettings {
        region: property("region"),
        endpoint_url: property("endpoint_url"),
        access_key: property("aws_access_key_id"),
        secret_key: property("aws_secret_access_key"),
        session_token: property("aws_session_token"),
    }
}

fn expand_home(path: &str, environment: &Environment) -> String {
    match (path.strip_prefix("~/"), environment.var("HOME")) {
        (Some(rest), Some(home)) => format!("{home}/{rest}"),
        _ => path.to_owned(),
    }
}
