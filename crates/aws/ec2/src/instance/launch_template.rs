//! `launch_template`: settings that the instance takes from a template.

use crate::client;
use crate::text::given;
use aws_sdk_ec2::types::LaunchTemplateSpecification;
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Block;

/// The tag by which an instance tells its template.
pub(super) const ID_TAG: &str = "aws:ec2launchtemplate:id";
/// The tag by which an instance tells its template's version.
pub(super) const VERSION_TAG: &str = "aws:ec2launchtemplate:version";

/// The template that settings come from.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct LaunchTemplate {
    /// The ID of the template.
    #[attr(optional, computed, force_new)]
    pub(super) id: String,
    /// The name of the template.
    #[attr(optional, computed, force_new)]
    pub(super) name: String,
    /// Its version: a number, `$Latest` or `$Default`.
    #[attr(optional, default = "$Default")]
    pub(super) version: String,
}

impl LaunchTemplate {
    pub(super) fn request(&self) -> LaunchTemplateSpecification {
        let id = given(&self.id);
        LaunchTemplateSpecification::builder()
            // The API takes either.
            .set_launch_template_name(given(&self.name).filter(|_| id.is_none()))
            .set_launch_template_id(id)
            .set_version(given(&self.version))
            .build()
    }

    /// The image that the template names.
    pub(super) async fn image(&self, ctx: &Ctx) -> Result<Option<String>, AwsError> {
        let id = given(&self.id);
        let found = client(ctx)
            .describe_launch_template_versions()
            .set_launch_template_name(given(&self.name).filter(|_| id.is_none()))
            .set_launch_template_id(id)
            .versions(given(&self.version).unwrap_or_else(|| "$Default".to_owned()))
            .send()
            .await?;
        let version = found.launch_template_versions.unwrap_or_default().pop();
        Ok(version.and_then(|version| version.launch_template_data?.image_id))
    }

    /// The template that an instance's own tags tell of; `None` if they do not.
    pub(super) async fn found(
        ctx: &Ctx,
        prior: Option<&Self>,
        id: Option<&str>,
        version: Option<&str>,
    ) -> Result<Option<Self>, AwsError> {
        let Some(id) = id else { return Ok(None) };
        let name = match prior.filter(|prior| prior.id == id && !prior.name.is_empty()) {
            Some(prior) => prior.name.clone(),
            None => {
                let found = client(ctx).describe_launch_templates().launch_template_ids(id).send().await?;
                let template = found.launch_templates.unwrap_or_default().pop();
                template.and_then(|template| template.launch_template_name).unwrap_or_default()
            }
        };
        // `$Latest` and `$Default` stay as they were written: a new version does not change a running instance.
        let symbolic = prior.map(|prior| &prior.version).filter(|version| version.starts_with('$'));
        let version = symbolic.cloned().unwrap_or_else(|| version.unwrap_or_default().to_owned());
        Ok(Some(Self { id: id.to_owned(), name, version }))
    }
}
