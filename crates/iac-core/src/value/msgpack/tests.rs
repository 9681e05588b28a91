//! Tables and properties of the msgpack codec.
