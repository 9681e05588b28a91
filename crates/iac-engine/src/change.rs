//! What a plan wants to do to each object, and why.

use iac_core::addr::{AbsProviderConfigAddr, AbsResourceInstanceAddr};
use iac_core::value::{Path, Value};
use iac_state::Deposed;
use std::sync::Arc;

/// Which half of a replacement comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplaceOrder {
    /// The default.
    #[default]
    DestroyFirst,
    /// `create_before_destroy`
    CreateFirst,
}

/// Why an object is replaced.
#[derive(Clone, Debug, PartialEq)]
pub enum ReplaceBecause {
    /// These attributes cannot be changed in place.
    CannotUpdate(Vec<Path>),
    /// It is tainted.
    Tainted,
    /// `-replace`
    Requested,
    /// `replace_triggered_by`
    Triggered,
}

/// What happens to one object. Values carry their marks; unknown parts are known after apply.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is created.
    Create {
        /// The object as it will be.
        planned: Value,
    },
    /// It is changed in place.
    Update {
        /// The object as it is.
        prior: Value,
        /// The object as it will be.
        planned: Value,
    },
    /// It is destroyed, and another one is created.
    Replace {
        /// The object as it is.
        prior: Value,
        /// The object as it will be.
        planned: Value,
        /// Why it cannot stay.
        because: ReplaceBecause,
        /// Which half comes first.
        order: ReplaceOrder,
    },
    /// It is destroyed.
    Delete {
        /// The object as it is.
        prior: Value,
    },
    /// A data source is read during apply.
    Read {
        /// What is known of the result.
        planned: Value,
    },
    /// It leaves the state, but stays.
    Forget {
        /// The object as it is.
        prior: Value,
    },
    /// Nothing.
    NoOp {
        /// The object as it is.
        value: Value,
    },
}

/// Why a change is made, in the words of the plan's JSON form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionReason {
    /// `replace_because_cannot_update`
    ReplaceBecauseCannotUpdate,
    /// `replace_because_tainted`
    ReplaceBecauseTainted,
    /// `replace_by_request`
    ReplaceByRequest,
    /// `replace_by_triggers`
    ReplaceByTriggers,
    /// `delete_because_no_resource_config`
    DeleteBecauseNoResourceConfig,
    /// `delete_because_wrong_repetition`
    DeleteBecauseWrongRepetition,
    /// `delete_because_count_index`
    DeleteBecauseCountIndex,
    /// `delete_because_each_key`
    DeleteBecauseEachKey,
    /// `delete_because_no_module`
    DeleteBecauseNoModule,
    /// `delete_because_no_move_target`
    DeleteBecauseNoMoveTarget,
    /// `read_because_config_unknown`
    ReadBecauseConfigUnknown,
    /// `read_because_dependency_pending`
    ReadBecauseDependencyPending,
    /// `read_because_check_nested`
    ReadBecauseCheckNested,
}

/// Every reason with its name in JSON.
const REASON_NAMES: [(ActionReason, &str); 13] = [
    (ActionReason::ReplaceBecauseCannotUpdate, "replace_because_cannot_update"),
    (ActionReason::ReplaceBecauseTainted, "replace_because_tainted"),
    (ActionReason::ReplaceByRequest, "replace_by_request"),
    (ActionReason::ReplaceByTriggers, "replace_by_triggers"),
    (ActionReason::DeleteBecauseNoResourceConfig, "delete_because_no_resource_config"),
    (ActionReason::DeleteBecauseWrongRepetition, "delete_because_wrong_repetition"),
    (ActionReason::DeleteBecauseCountIndex, "delete_because_count_index"),
    (ActionReason::DeleteBecauseEachKey, "delete_because_each_key"),
    (ActionReason::DeleteBecauseNoModule, "delete_because_no_module"),
    (ActionReason::DeleteBecauseNoMoveTarget, "delete_because_no_move_target"),
    (ActionReason::ReadBecauseConfigUnknown, "read_because_config_unknown"),
    (ActionReason::ReadBecauseDependencyPending, "read_because_dependency_pending"),
    (ActionReason::ReadBecauseCheckNested, "read_because_check_nested"),
];

impl ActionReason {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        REASON_NAMES.iter().find(|(reason, _)| *reason == self).map_or("", |(_, name)| name)
    }

    /// The reason with that name in JSON.
    pub fn parse(name: &str) -> Option<Self> {
        REASON_NAMES.iter().find(|(_, known)| *known == name).map(|(reason, _)| *reason)
    }
}

/// The change of one object of a resource instance.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceChange {
    /// The instance.
    pub addr: AbsResourceInstanceAddr,
    /// Where the object was before a `moved` block or an implied move.
    pub previous_addr: Option<AbsResourceInstanceAddr>,
    /// The key of the object, if it is a deposed one.
    pub deposed: Option<Deposed>,
    /// The provider configuration that manages it.
    pub provider: AbsProviderConfigAddr,
    /// What happens.
    pub change: Change,
    /// Why, where there is a special reason.
    pub reason: Option<ActionReason>,
    /// The identifier under which it is imported in this plan.
    pub importing: Option<Arc<str>>,
    /// What the provider stored with the plan.
    pub private: Vec<u8>,
    /// Whether its replacement is created first, by its own wish or that of a dependent.
    pub create_before_destroy: bool,
}

impl Change {
    /// The object as it is; `None` if there is none yet.
    pub fn prior(&self) -> Option<&Value> {
        match self {
            Self::Create { .. } | Self::Read { .. } => None,
            Self::Update { prior, .. }
            | Self::Replace { prior, .. }
            | Self::Delete { prior }
            | Self::Forget { prior } => Some(prior),
            Self::NoOp { value } => Some(value),
        }
    }

    /// The object as it will be; `None` if it will be gone.
    pub fn planned(&self) -> Option<&Value> {
        match self {
            Self::Create { planned }
            | Self::Read { planned }
            | Self::Update { planned, .. }
            | Self::Replace { planned, .. } => Some(planned),
            Self::NoOp { value } => Some(value),
            Self::Delete { .. } | Self::Forget { .. } => None,
        }
    }

    /// Whether nothing happens.
    pub fn is_noop(&self) -> bool {
        matches!(self, Self::NoOp { .. })
    }

    /// The actions in the words of the plan's JSON form, in order.
    pub fn actions(&self) -> &'static [&'static str] {
        match self {
            Self::Create { .. } => &["create"],
            Self::Update { .. } => &["update"],
            Self::Replace { order: ReplaceOrder::DestroyFirst, .. } => &["delete", "create"],
            Self::Replace { order: ReplaceOrder::CreateFirst, .. } => &["create", "delete"],
            Self::Delete { .. } => &["delete"],
            Self::Read { .. } => &["read"],
            Self::Forget { .. } => &["forget"],
            Self::NoOp { .. } => &["no-op"],
        }
    }
}

/// The change of a root module output. `None` is absence, not null.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputChange {
    /// Its value so far.
    pub prior: Option<Value>,
    /// Its value after apply; unknown parts are known after apply.
    pub planned: Option<Value>,
    /// Whether it is hidden from output, before or after.
    pub sensitive: bool,
}

impl OutputChange {
    /// Whether nothing happens.
    pub fn is_noop(&self) -> bool {
        match (&self.prior, &self.planned) {
            (None, None) => true,
            (Some(prior), Some(planned)) => {
                planned.is_wholly_known() && prior.same(planned) && prior.marks().sensitive == planned.marks().sensitive
            }
            _ => false,
        }
    }

    /// The actions in the words of the plan's JSON form.
    pub fn actions(&self) -> &'static [&'static str] {
        match (&self.prior, &self.planned) {
            _ if self.is_noop() => &["no-op"],
            (None, _) => &["create"],
            (_, None) => &["delete"],
            _ => &["update"],
        }
    }
}
