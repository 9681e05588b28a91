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
    /// It goes, and another one appears.
    Replace,
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
        /// How the mapping is called in the count of hidden entries.
        unit: &'static str,
    },
    /// `[ value, … ]`
    Sequence(Vec<Node>),
    /// `jsonencode(…)`
    Json(Box<Node>),
    /// The whole value was something and is known only after apply, or the other way round.
    Turned {
        /// What it was.
        before: Box<Node>,
        /// What it becomes, on one line.
        after: String,
    },
}

impl Node {
    /// A value on one line.
    pub(super) fn leaf(action: Action, before: Option<String>, after: Option<String>) -> Self {
        Self { action, shape: Shape::Leaf { before, after }, replaces: false }
    }
}
