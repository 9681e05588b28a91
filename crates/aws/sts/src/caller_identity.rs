//! `data.aws_caller_identity`: who the credentials belong to.

use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{DataSource, Model};

/// The account, user and ARN behind the provider configuration's credentials.
#[derive(Clone, Debug, Default, Model)]
#[model(type = "aws_caller_identity", label = "Caller Identity", global)]
pub struct CallerIdentity {
    /// The account number.
    #[attr(computed)]
    id: String,
    /// The account number.
    #[attr(computed)]
    account_id: String,
    /// The ARN of the calling identity.
    #[attr(computed)]
    arn: String,
    /// The unique identifier of the calling identity.
    #[attr(computed)]
    user_id: String,
}

impl DataSource for CallerIdentity {
    type Context = Ctx;

    async fn read(ctx: &Ctx, _config: &Self) -> Result<Self, AwsError> {
        let identity = crate::client(ctx).get_caller_identity().send().await?;
        let account_id = identity.account.unwrap_or_default();
        Ok(Self {
            id: account_id.clone(),
            account_id,
            arn: identity.arn.unwrap_or_default(),
            user_id: identity.user_id.unwrap_or_default(),
        })
    }
}
