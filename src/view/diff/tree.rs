//! The difference of two values as a tree, before it becomes text.

/// What happens to one part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// It stays as it is.
    Same,
    /// It appears.
    Add,
    /// It changes.
    Update,
    /// It goes.
    Remove,
}

/// What a mapping is, as far as that shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MappingKind {
    /// An object with a type: its members are attributes, null is absence.
    Object,
    /// A map: its members are elements.
    Map,
    /// An object without a type, as JSON has them: null is a value, and what goes needs no arrow.
    Json,
}

/// The difference of one value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What happens.
    pub action: Action,
    /// What it looks like.
    pub shape: Shape,
    /// Whether the change replaces the object.
    pub replaces: bool,
}

/// What the difference of a value looks like.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A value on one line: before and after as they are written; equal when it stays.
    Leaf {
        /// Before; `None` if there was none.
        before: Option<String>,
        /// After; `None` if there will be none.
        after: Option<String>,
    },
    /// Lines of text, as a heredoc.
    Text(Vec<(Action, String)>),
    /// `{ key = value }`; keys as they are written.
    Mapping {
        /// The entries, in order.
        entries: Vec<(String, Node)>,
        /// What it is.
        kind: MappingKind,
    },
    /// `[ value, … ]`
    Sequence(Vec<Node>),
    /// `jsonencode(…)`; whether only blanks change.
    Json(Box<Node>, bool),
    /// The whole value becomes one of another kind.
    Turned {
        /// What it was.
        before: Box<Node>,
        /// What it becomes.
        after: Box<Node>,
    },
}

impl Node {
    /// A value on one line.
    pub(super) fn leaf(action: Action, before: Option<String>, after: Option<String>) -> Self {
        Self { action, shape: Shape::Leaf { before, after }, replaces: false }
    }
}
