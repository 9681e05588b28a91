//! Tables of values: unification, sets, walking.
