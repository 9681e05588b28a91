//! The states of an instance: finding it, waiting, stopping, starting, terminating.

use super::Instance;
use crate::client;
use aws_sdk_ec2::types::{AttributeBooleanValue, Instance as ApiInstance, InstanceStateName as State};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Context, Progress, Resource};

/// The instance as the API describes it; `None` if there is none. Terminated ones are described for a while.
pub(super) async fn describe(ctx: &Ctx, id: &str) -> Result<Option<ApiInstance>, AwsError> {
    let answer = client(ctx).describe_instances().instance_ids(id).send().await;
    let found = Instance::unless_gone(answer)?;
    Ok(found.and_then(|found| found.reservations?.pop()?.instances?.pop()))
}

/// The state of an instance.
pub(super) fn state(instance: &ApiInstance) -> Option<&State> {
    instance.state().and_then(|state| state.name())
}

/// Waits until an instance has reached a state, and describes it then.
pub(super) async fn until(ctx: &Ctx, id: &str, goal: State) -> Result<ApiInstance, AwsError> {
    let what = format!("EC2 Instance ({id}) to be {}", goal.as_str());
    let check = |instance: &ApiInstance| match state(instance) {
        Some(state) if *state == goal => Progress::Done,
        Some(state @ (State::ShuttingDown | State::Terminated)) => {
            let why = instance.state_reason().and_then(|reason| reason.message()).unwrap_or("no reason was given");
            Progress::Failed(format!("it is {}: {why}", state.as_str()))
        }
        Some(state) => Progress::Pending(state.as_str().to_owned()),
        None => Progress::Pending(String::new()),
    };
    ctx.waiter().until(&what, || describe(ctx, id), check).await
}

/// Stops an instance, unless it is stopped; whether it ran is the answer.
pub(super) async fn stop(ctx: &Ctx, id: &str) -> Result<bool, AwsError> {
    let found = describe(ctx, id).await?;
    match found.as_ref().and_then(state) {
        Some(State::Stopped) => return Ok(false),
        Some(State::Stopping) => {}
        _ => drop(client(ctx).stop_instances().instance_ids(id).send().await?),
    }
    until(ctx, id, State::Stopped).await?;
    Ok(true)
}

/// Starts a stopped instance.
pub(super) async fn start(ctx: &Ctx, id: &str) -> Result<(), AwsError> {
    client(ctx).start_instances().instance_ids(id).send().await?;
    until(ctx, id, State::Running).await?;
    Ok(())
}

/// Terminates an instance and waits until it is gone, with its volumes and interfaces.
pub(super) async fn terminate(ctx: &Ctx, prior: &Instance) -> Result<(), AwsError> {
    let id = prior.id.as_str();
    if prior.disable_api_termination == Some(true) {
        let off = AttributeBooleanValue::builder().value(false).build();
        client(ctx).modify_instance_attribute().instance_id(id).disable_api_termination(off).send().await?;
    }
    if prior.instance_lifecycle == "spot" && !prior.spot_instance_request_id.is_empty() {
        // A persistent request would launch another instance.
        let request = &prior.spot_instance_request_id;
        client(ctx).cancel_spot_instance_requests().spot_instance_request_ids(request).send().await?;
    }
    client(ctx).terminate_instances().instance_ids(id).send().await?;
    let alive = || async move {
        let found = describe(ctx, id).await?;
        Ok::<_, AwsError>(found.filter(|found| state(found) != Some(&State::Terminated)))
    };
    ctx.waiter().gone(&format!("EC2 Instance ({id}) to be terminated"), alive).await
}
