//! The `cors_rule`s of a bucket.

use crate::border::{incomplete, nonzero, unless};
use crate::client;
use aws_sdk_s3::types::{self as api, CorsConfiguration};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Block;

/// What pages of other origins may do with a bucket.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct CorsRule {
    /// Headers that requests may have.
    #[attr(optional)]
    allowed_headers: Option<Vec<String>>,
    /// Methods that requests may use.
    #[attr(required)]
    allowed_methods: Vec<String>,
    /// Origins that requests may come from.
    #[attr(required)]
    allowed_origins: Vec<String>,
    /// Headers of answers that pages may read.
    #[attr(optional)]
    expose_headers: Option<Vec<String>>,
    /// Seconds for which a browser may remember the answer to a preflight request.
    #[attr(optional)]
    max_age_seconds: i32,
}

impl CorsRule {
    /// The rule with null for lists that nobody wrote, as it is right after its creation.
    pub(super) fn without_defaults(mut self) -> Self {
        self.allowed_headers = self.allowed_headers.filter(|it| !it.is_empty());
        self.expose_headers = self.expose_headers.filter(|it| !it.is_empty());
        self
    }

    fn to_api(&self) -> Result<api::CorsRule, AwsError> {
        api::CorsRule::builder()
            .set_allowed_headers(self.allowed_headers.clone().filter(|it| !it.is_empty()))
            .set_allowed_methods(Some(self.allowed_methods.clone()))
            .set_allowed_origins(Some(self.allowed_origins.clone()))
            .set_expose_headers(self.expose_headers.clone().filter(|it| !it.is_empty()))
            .set_max_age_seconds(nonzero(self.max_age_seconds))
            .build()
            .map_err(incomplete)
    }
}

impl From<&api::CorsRule> for CorsRule {
    fn from(api: &api::CorsRule) -> Self {
        Self {
            allowed_headers: Some(api.allowed_headers().to_vec()),
            allowed_methods: api.allowed_methods().to_vec(),
            allowed_origins: api.allowed_origins().to_vec(),
            expose_headers: Some(api.expose_headers().to_vec()),
            max_age_seconds: api.max_age_seconds().unwrap_or_default(),
        }
    }
}

/// The rules of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Vec<CorsRule>, AwsError> {
    let found = unless(client(ctx).get_bucket_cors().bucket(bucket).send().await, &["NoSuchCORSConfiguration"])?;
    Ok(found.map(|found| found.cors_rules().iter().map(CorsRule::from).collect()).unwrap_or_default())
}

/// Sets the rules.
pub(super) async fn put(ctx: &Ctx, bucket: &str, rules: &[CorsRule]) -> Result<(), AwsError> {
    let rules = rules.iter().map(CorsRule::to_api).collect::<Result<Vec<_>, _>>()?;
    let setting = CorsConfiguration::builder().set_cors_rules(Some(rules)).build().map_err(incomplete)?;
    client(ctx).put_bucket_cors().bucket(bucket).cors_configuration(setting).send().await?;
    Ok(())
}
