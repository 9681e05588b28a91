//! API errors: which operation, which code, which request, and whether nothing answered at all.

use crate::behalf;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use iac_provider::{Error, ErrorKind};

/// A failed API call.
#[derive(Clone, Debug, PartialEq)]
pub struct AwsError {
    /// The operation, such as `CreateQueue`.
    pub operation: String,
    /// The service's error code, such as `AWS.SimpleQueueService.NonExistentQueue`; empty if no answer came.
    pub code: String,
    /// What the service says, or why no answer came.
    pub message: String,
    /// The HTTP status; `None` if no answer came.
    pub status: Option<u16>,
    /// The request's identifier, if the answer had one.
    pub request_id: Option<String>,
    /// What the kit said, when the failure is not the service's own.
    cause: Option<Box<Error>>,
}

impl AwsError {
    /// Whether the code is one of these.
    pub fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.code.as_str())
    }

    /// Whether nothing answered: the endpoint is down, unreachable or refused.
    pub fn is_unreachable(&self) -> bool {
        self.status.is_none() && self.code.is_empty() && self.cause.is_none()
    }

    /// Whether the emulator says that it does not implement the operation.
    pub fn is_not_emulated(&self) -> bool {
        self.status == Some(501)
    }
}

impl std::fmt::Display for AwsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(cause) = &self.cause {
            return write!(f, "{cause}");
        }
        write!(f, "{}: ", self.operation)?;
        if let Some(status) = self.status {
            write!(f, "https response error StatusCode: {status}")?;
            if let Some(id) = &self.request_id {
                write!(f, ", RequestID: {id}")?;
            }
            f.write_str(", ")?;
        }
        match (self.code.as_str(), self.message.as_str()) {
            ("", message) => f.write_str(message),
            (code, "") => write!(f, "api error {code}"),
            (code, message) => write!(f, "api error {code}: {message}"),
        }
    }
}

impl std::error::Error for AwsError {}

impl<E> From<SdkError<E, HttpResponse>> for AwsError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let status = error.raw_response().map(|response| response.status().as_u16());
        let metadata = error.meta();
        let code = metadata.code().unwrap_or_default().to_owned();
        let message = match metadata.message() {
            Some(message) => message.to_owned(),
            None if code.is_empty() => unanswered(&error),
            None => String::new(),
        };
        Self {
            operation: operation_name::<E>(),
            code,
            message,
            status,
            request_id: error.request_id().map(str::to_owned),
            cause: None,
        }
    }
}

impl From<Error> for AwsError {
    fn from(error: Error) -> Self {
        Self {
            operation: String::new(),
            code: error.code.clone().unwrap_or_default(),
            message: error.message.clone(),
            status: None,
            request_id: None,
            cause: Some(Box::new(error)),
        }
    }
}

impl From<AwsError> for Error {
    fn from(error: AwsError) -> Self {
        if let Some(cause) = error.cause {
            return *cause;
        }
        if error.is_unreachable() {
            return Self { kind: ErrorKind::Unreachable, message: error.message, ..Self::default() };
        }
        let kind = if error.is_not_emulated() { ErrorKind::Unsupported } else { ErrorKind::Other };
        let code = (!error.code.is_empty()).then(|| error.code.clone());
        Self { kind, message: error.to_string(), code, ..Self::default() }
    }
}

fn unanswered<E>(error: &SdkError<E, HttpResponse>) -> String
where
    E: std::error::Error + Send + Sync + 'static,
{
    let why = match error {
        SdkError::TimeoutError(_) => "no answer came in time".to_owned(),
        SdkError::DispatchFailure(failure) => failure
            .as_connector_error()
            .map_or_else(|| "the request could not be sent".to_owned(), |error| root_cause(error)),
        // An answer that cannot be read is not shown: it may hold what nobody should see.
        other => return causes(other),
    };
    behalf::explain_unreachable(service_name::<E>(), &why).unwrap_or(why)
}

/// What an error says, and what each of its causes says.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// What the innermost error of a chain says: the layers around it only say that something failed.
fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// The service that an SDK error type belongs to: `sqs` for `aws_sdk_sqs::operation::…`.
fn service_name<E>() -> &'static str {
    let name = std::any::type_name::<E>();
    name.strip_prefix("aws_sdk_").and_then(|rest| rest.split("::").next()).unwrap_or(name)
}

/// The operation that an SDK error type belongs to: `CreateQueue` for `…::create_queue::CreateQueueError`.
fn operation_name<E>() -> String {
    let name = std::any::type_name::<E>();
    let name = name.rsplit("::").next().unwrap_or(name);
    name.strip_suffix("Error").unwrap_or(name).to_owned()
}
