//! Parsing addresses from text, as Terraform writes them: `module.a["k"].data.aws_ami.x[0]`.
//!
//! A name is an identifier of the language; a key is `[0]` or a quoted string with HCL's escapes.

use super::{
    AbsProviderConfigAddr, AbsResourceAddr, AbsResourceInstanceAddr, ConfigResourceAddr, InstanceKey, ModuleAddr,
    ModuleInstanceAddr, ModuleStep, ProviderAddr, ResourceAddr, ResourceInstanceAddr, ResourceMode, Target,
};
use std::str::FromStr;
use std::sync::Arc;

/// Text that is not an address; the message says what is wrong and what an address looks like.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AddrError(pub String);

/// Text as it stands between the quotes of an HCL string.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out
}

fn error(message: impl Into<String>) -> AddrError {
    AddrError(message.into())
}

/// One part of an address between points, with its key.
struct Part {
    name: String,
    key: InstanceKey,
}

/// The text of an address that is not read yet.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    /// Takes the text if it comes next.
    fn eat(&mut self, wanted: &str) -> bool {
        let is_next = self.rest().starts_with(wanted);
        if is_next {
            self.at += wanted.len();
        }
        is_next
    }

    fn fail<T>(&self, problem: &str) -> Result<T, AddrError> {
        Err(error(match self.rest().chars().next() {
            Some(c) => format!(
                "{:?} is not a valid address: {problem}, but found {c:?} after {:?}",
                self.text,
                &self.text[..self.at]
            ),
            None => format!("{:?} is not a valid address: {problem}, but it ends there", self.text),
        }))
    }

    fn identifier(&mut self) -> Result<&'a str, AddrError> {
        let is_start = |c: char| c.is_alphabetic() || c == '_';
        let is_inner = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let rest = self.rest();
        if !rest.starts_with(is_start) {
            return self.fail("a name was expected, which begins with a letter or an underscore");
        }
        let name = &rest[..rest.find(|c| !is_inner(c)).unwrap_or(rest.len())];
        self.at += name.len();
        Ok(name)
    }

    /// An instance key, if one comes next.
    fn key(&mut self) -> Result<InstanceKey, AddrError> {
        if !self.eat("[") {
            return Ok(InstanceKey::None);
        }
        let key = if self.rest().starts_with('"') { InstanceKey::String(self.quoted()?.into()) } else { self.index()? };
        if self.eat("]") { Ok(key) } else { self.fail("a closing bracket was expected after the instance key") }
    }

    fn index(&mut self) -> Result<InstanceKey, AddrError> {
        let rest = self.rest();
        let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
        let is_plain = digits.len() == 1 || !digits.starts_with('0');
        match digits.parse() {
            Ok(index) if is_plain => {
                self.at += digits.len();
                Ok(InstanceKey::Int(index))
            }
            _ => self.fail("an instance key was expected, such as [0] or [\"name\"]"),
        }
    }

    /// A quoted string with the escapes of the language; no interpolation.
    fn quoted(&mut self) -> Result<String, AddrError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.rest().chars().next() else {
                return self.fail("a closing quote was expected");
            };
            if (c == '$' || c == '%') && self.rest()[1..].starts_with('{') {
                return self.fail("a key cannot contain a template (write $${ or %%{ for the characters themselves)");
            }
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => out.push(self.escaped()?),
                '\n' => return self.fail("a closing quote was expected before the end of the line"),
                c @ ('$' | '%') if self.rest().starts_with(c) && self.rest()[1..].starts_with('{') => {
                    self.at += 2;
                    out.extend([c, '{']);
                }
                c => out.push(c),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, AddrError> {
        let (decoded, len) = match self.rest().chars().next() {
            Some('n') => (Some('\n'), 1),
            Some('r') => (Some('\r'), 1),
            Some('t') => (Some('\t'), 1),
            Some(c @ ('"' | '\\')) => (Some(c), 1),
            Some('u') => (self.code_point(4), 5),
            Some('U') => (self.code_point(8), 9),
            _ => (None, 0),
        };
        self.at += if decoded.is_some() { len } else { 0 };
        decoded.map_or_else(
            || self.fail(r#"one of the escapes \n, \r, \t, \", \\, \uNNNN and \UNNNNNNNN was expected"#),
            Ok,
        )
    }

    /// The character of so many hexadecimal digits after the next character.
    fn code_point(&self, digits: usize) -> Option<char> {
        let code = self.rest().get(1..=digits).filter(|code| code.bytes().all(|c| c.is_ascii_hexdigit()))?;
        char::from_u32(u32::from_str_radix(code, 16).ok()?)
    }

    fn part(&mut self) -> Result<Part, AddrError> {
        let name = self.identifier()?.to_owned();
        Ok(Part { name, key: self.key()? })
    }

    /// The module instance at the start, and whether anything may follow it.
    fn module(&mut self) -> Result<ModuleInstanceAddr, AddrError> {
        let mut steps = Vec::new();
        while self.rest().starts_with("module.") {
            self.at += "module.".len();
            let Part { name, key } = self.part()?;
            steps.push(ModuleStep { name: name.into(), key });
            if !self.eat(".") {
                break;
            }
            if self.is_done() {
                return self.fail("another part was expected after the point");
            }
        }
        Ok(steps.into())
    }

    fn resource(&mut self) -> Result<(ResourceAddr, InstanceKey), AddrError> {
        let mode = if self.eat("data.") {
            ResourceMode::Data
        } else if self.eat("ephemeral.") {
            ResourceMode::Ephemeral
        } else {
            ResourceMode::Managed
        };
        let ty: Arc<str> = self.identifier()?.into();
        if !self.eat(".") {
            return self.fail("a resource type and a resource name, separated by a point, were expected");
        }
        let Part { name, key } = self.part()?;
        Ok((ResourceAddr { mode, ty, name: name.into() }, key))
    }

    fn instance(&mut self) -> Result<AbsResourceInstanceAddr, AddrError> {
        let module = self.module()?;
        if self.is_done() && !module.is_root() {
            return self.fail("a resource was expected after the module");
        }
        let (resource, key) = self.resource()?;
        self.finish()?;
        Ok(AbsResourceInstanceAddr { module, resource, key })
    }

    fn finish(&self) -> Result<(), AddrError> {
        if self.is_done() { Ok(()) } else { self.fail("the end was expected") }
    }
}

impl FromStr for ModuleInstanceAddr {
    type Err = AddrError;

    /// The empty text is the root module.
    fn from_str(text: &str) -> Result<Self, AddrError> {
        let mut cursor = Cursor::new(text);
        let module = cursor.module()?;
        if text.is_empty() || cursor.is_done() {
            return Ok(module);
        }
        cursor.fail("a module address such as module.network[0] was expected")
    }
}

impl FromStr for ModuleAddr {
    type Err = AddrError;

    fn from_str(text: &str) -> Result<Self, AddrError> {
        without_keys(text, &ModuleInstanceAddr::from_str(text)?)
    }
}

fn without_keys(text: &str, module: &ModuleInstanceAddr) -> Result<ModuleAddr, AddrError> {
    if module.0.iter().all(|step| step.key == InstanceKey::None) {
        return Ok(module.module());
    }
    Err(error(format!("{text:?} is not a valid address: a module without instance keys was expected")))
}

fn without_key(text: &str, key: &InstanceKey) -> Result<(), AddrError> {
    if *key == InstanceKey::None {
        return Ok(());
    }
    Err(error(format!("{text:?} is not a valid address: a resource without an instance key was expected")))
}

impl FromStr for AbsResourceInstanceAddr {
    type Err = AddrError;

    fn from_str(text: &str) -> Result<Self, AddrError> {
        Cursor::new(text).instance()
    }
}

impl FromStr for AbsResourceAddr {
    type Err = AddrError;

    fn from_str(text: &str) -> Result<Self, AddrError> {
        let AbsResourceInstanceAddr { module, resource, key } = text.parse()?;
        without_key(text, &key)?;
        Ok(Self { module, resource })
    }
}

impl FromStr for ConfigResourceAddr {
    type Err = AddrError;

    fn from_str(text: &str) -> Result<Self, AddrError> {
        let AbsResourceAddr { module, resource } = text.parse()?;
        Ok(Self { module: without_keys(text, &module)?, resource })
    }
}

impl FromStr for ResourceInstanceAddr {
    type Err = AddrError;

    fn from_str(text: &str) -> Result<Self, AddrError> {
        let AbsResourceInstanceAddr { module, resource, key } = text.parse()?;
        if !module.is_root() {
            return Err(error(format!("{text:?} is not a valid address: a resource without a module was expected")));
        }
        Ok(Self { resource, key })
    }
}

impl FromStr for ResourceAddr {
    type Err = AddrError;

    fn from_str(text: &str) -> Result<Self, AddrError> {
        let ResourceInstanceAddr { resource, key } = text.parse()?;
        without_key(text, &key)?;
        Ok(resource)
    }
}

impl FromStr for AbsProviderConfigAddr {
    type Err = AddrError;

    fn from_str(text: &str) -> Result<Self, AddrError> {
        let mut cursor = Cursor::new(text);
        let module = cursor.module()?;
        let module = without_keys(text, &module)?;
        if !cursor.eat("provider") {
            return cursor.fail(
                "a provider configuration such as provider[\"registry.terraform.io/hashicorp/aws\"] was expected",
            );
        }
        let InstanceKey::String(source) = cursor.key()? else {
            return cursor.fail("the source address of a provider, quoted and in brackets, was expected");
        };
        let provider = source.parse()?;
        let alias = if cursor.eat(".") { Some(Arc::from(cursor.identifier()?)) } else { None };
        cursor.finish()?;
        Ok(Self { module, provider, alias })
    }
}

impl AbsProviderConfigAddr {
    /// The form that state written before Terraform 0.13 has: `provider.aws`, `module.a.provider.aws.west`.
    pub fn parse_legacy(text: &str) -> Result<Self, AddrError> {
        let mut cursor = Cursor::new(text);
        let module = without_keys(text, &cursor.module()?)?;
        if !cursor.eat("provider.") {
            return cursor.fail("a provider configuration such as provider.aws was expected");
        }
        let ty = cursor.identifier()?;
        let provider = if ty == "terraform" { ProviderAddr::builtin(ty) } else { ProviderAddr::hashicorp(ty) };
        let alias = if cursor.eat(".") { Some(Arc::from(cursor.identifier()?)) } else { None };
        cursor.finish()?;
        Ok(Self { module, provider, alias })
    }
}

impl FromStr for ProviderAddr {
    type Err = AddrError;

    /// `aws`, `hashicorp/aws` or `registry.terraform.io/hashicorp/aws`.
    fn from_str(text: &str) -> Result<Self, AddrError> {
        let parts: Vec<&str> = text.split('/').collect();
        let addr = match parts.as_slice() {
            [ty] => Self::hashicorp(part_of_source(text, ty)?),
            [namespace, ty] => {
                let namespace = part_of_source(text, namespace)?;
                Self { namespace, ..Self::hashicorp(part_of_source(text, ty)?) }
            }
            [host, namespace, ty] => Self {
                host: host_of_source(text, host)?,
                namespace: part_of_source(text, namespace)?,
                ty: part_of_source(text, ty)?,
            },
            _ => {
                return Err(error(format!(
                    "{text:?} is not a provider source address: it must be of the form [hostname/][namespace/]name"
                )));
            }
        };
        Ok(addr)
    }
}

/// A namespace or type: letters, digits and single dashes inside; case does not matter.
fn part_of_source(text: &str, part: &str) -> Result<Arc<str>, AddrError> {
    let is_valid = !part.is_empty()
        && !part.starts_with('-')
        && !part.ends_with('-')
        && !part.contains("--")
        && part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    if is_valid {
        return Ok(part.to_lowercase().into());
    }
    Err(error(format!(
        "{text:?} is not a provider source address: {part:?} must contain only letters, digits and dashes, and may not begin or end with a dash"
    )))
}

fn host_of_source(text: &str, host: &str) -> Result<Arc<str>, AddrError> {
    let (name, port) = host.split_once(':').unwrap_or((host, "1"));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let is_local = name == "localhost" || host.contains(':');
    if (name.contains('.') || is_local) && name.split('.').all(is_label) && port.parse::<u16>().is_ok() {
        return Ok(host.to_lowercase().into());
    }
    Err(error(format!("{text:?} is not a provider source address: {host:?} is not a host name")))
}

impl FromStr for Target {
    type Err = AddrError;

    /// A module, a resource (no key) or a resource instance.
    fn from_str(text: &str) -> Result<Self, AddrError> {
        let mut cursor = Cursor::new(text);
        let module = cursor.module()?;
        if cursor.is_done() && !module.is_root() {
            return Ok(Self::Module(module));
        }
        let (resource, key) = cursor.resource()?;
        cursor.finish()?;
        Ok(if key == InstanceKey::None {
            Self::Resource(AbsResourceAddr { module, resource })
        } else {
            Self::Instance(AbsResourceInstanceAddr { module, resource, key })
        })
    }
}
