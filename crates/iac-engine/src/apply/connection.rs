//! The schema of `connection` blocks.

use iac_core::schema::{Attribute, BlockSchema, Schema};
use iac_core::value::Type;

/// Arguments of a `connection` block that are text.
const TEXT: [&str; 22] = [
    "agent_identity",
    "bastion_certificate",
    "bastion_host",
    "bastion_host_key",
    "bastion_password",
    "bastion_private_key",
    "bastion_user",
    "cacert",
    "certificate",
    "host",
    "host_key",
    "password",
    "private_key",
    "proxy_host",
    "proxy_scheme",
    "proxy_user_name",
    "proxy_user_password",
    "script_path",
    "target_platform",
    "timeout",
    "type",
    "user",
];

/// The schema of a `connection` block.
pub(crate) fn connection_schema() -> Schema {
    let optional = |ty: Type| Attribute { optional: true, ..Attribute::new(ty) };
    let mut block = BlockSchema::default();
    for name in TEXT {
        block.attributes.insert(name.into(), optional(Type::String));
    }
    for name in ["port", "bastion_port", "proxy_port"] {
        block.attributes.insert(name.into(), optional(Type::Number));
    }
    for name in ["agent", "https", "insecure", "use_ntlm"] {
        block.attributes.insert(name.into(), optional(Type::Bool));
    }
    Schema { version: 0, block }
}
