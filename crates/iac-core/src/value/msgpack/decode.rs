//! Values from msgpack.

use super::{Fault, MsgpackError, REFINED, UNKNOWN, key};
use crate::value::kind::nfc;
use crate::value::{Kind, Number, ObjectType, Refinement, Step, Type, Value, type_from_json};
use rmp::Marker;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longer descriptions of unknown values are refused.
const MAX_REFINEMENT: usize = 1024;
/// Deeper nesting than this is refused rather than risk the stack.
const MAX_DEPTH: usize = 256;

/// Reads msgpack as a value of a type. Unknown is extension 0, refined unknown extension 12.
pub fn from_msgpack(bytes: &[u8], ty: &Type) -> Result<Value, MsgpackError> {
    let mut reader = Reader { rest: bytes, depth: 0 };
    let value = reader.value(ty)?;
    if reader.rest.is_empty() { Ok(value) } else { Err(MsgpackError("extra bytes after the value".into())) }
}

struct Reader<'a> {
    rest: &'a [u8],
    depth: usize,
}

fn ended() -> Fault {
    Fault::new("unexpected end of msgpack data")
}

fn required(what: &str) -> Fault {
    Fault::new(format!("{what} is required"))
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Result<Marker, Fault> {
        self.rest.first().map(|byte| Marker::from_u8(*byte)).ok_or_else(ended)
    }

    fn marker(&mut self) -> Result<Marker, Fault> {
        let marker = self.peek()?;
        self.rest = &self.rest[1..];
        Ok(marker)
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or_else(ended)?;
        self.rest = rest;
        Ok(taken)
    }

    /// A big-endian unsigned integer of so many bytes.
    fn unsigned(&mut self, bytes: usize) -> Result<u64, Fault> {
        Ok(self.take(bytes)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    fn length(&mut self, bytes: usize) -> Result<usize, Fault> {
        usize::try_from(self.unsigned(bytes)?).map_err(|_| ended())
    }

    fn value(&mut self, ty: &Type) -> Result<Value, Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::new("exceeded max depth"));
        }
        let value = self.value_inside(ty);
        self.depth -= 1;
        value
    }

    fn value_inside(&mut self, ty: &Type) -> Result<Value, Fault> {
        let marker = self.peek()?;
        if is_extension(marker) {
            return self.unknown(ty);
        }
        if marker == Marker::Null {
            self.marker()?;
            return Ok(Value::null(ty.without_optional()));
        }
        match ty {
            Type::Dynamic => self.dynamic(),
            Type::Bool => self.bool().map(Value::bool),
            Type::Number => self.number().map(Value::number),
            Type::String => self.text("string").map(Value::string),
            Type::List(element) => {
                let items = self.items("a list", |_| Some(element))?;
                Ok(Value::list(element_type(element, items.iter()), items))
            }
            Type::Set(element) => {
                let items = self.items("a set", |_| Some(element))?;
                Ok(Value::set(element_type(element, items.iter()), items))
            }
            Type::Tuple(types) => {
                let items = self.items("a tuple", |at| types.get(at))?;
                if items.len() == types.len() {
                    Ok(Value::tuple(items))
                } else {
                    Err(required(&format!("a tuple of length {}", types.len())))
                }
            }
            Type::Map(element) => self.map(element),
            Type::Object(object) => self.object(object),
        }
    }

    fn bool(&mut self) -> Result<bool, Fault> {
        match self.marker()? {
            Marker::True => Ok(true),
            Marker::False => Ok(false),
            _ => Err(required("bool")),
        }
    }

    fn number(&mut self) -> Result<Number, Fault> {
        let marker = self.peek()?;
        if is_text(marker) {
            return self.text("number")?.parse().map_err(|_| required("number"));
        }
        self.marker()?;
        Ok(match marker {
            Marker::FixPos(value) => i64::from(value).into(),
            Marker::FixNeg(value) => i64::from(value).into(),
            Marker::U8 => self.unsigned(1)?.into(),
            Marker::U16 => self.unsigned(2)?.into(),
            Marker::U32 => self.unsigned(4)?.into(),
            Marker::U64 => self.unsigned(8)?.into(),
            Marker::I8 => self.signed(1)?.into(),
            Marker::I16 => self.signed(2)?.into(),
            Marker::I32 => self.signed(4)?.into(),
            Marker::I64 => self.signed(8)?.into(),
            Marker::F32 => {
                let bits = u32::try_from(self.unsigned(4)?).map_err(|_| ended())?;
                f64::from(f32::from_bits(bits)).into()
            }
            Marker::F64 => match f64::from_bits(self.unsigned(8)?) {
                float if float.is_nan() => return Err(required("number")),
                float if float.is_infinite() && float > 0.0 => Number::infinity(),
                float if float.is_infinite() => Number::negative_infinity(),
                float => float.into(),
            },
            _ => return Err(required("number")),
        })
    }

    fn signed(&mut self, bytes: usize) -> Result<i64, Fault> {
        let unused = 64 - 8 * bytes;
        Ok((self.unsigned(bytes)? << unused).cast_signed() >> unused)
    }

    fn text(&mut self, what: &str) -> Result<&'a str, Fault> {
        let len = match self.marker()? {
            Marker::FixStr(len) => usize::from(len),
            Marker::Str8 | Marker::Bin8 => self.length(1)?,
            Marker::Str16 | Marker::Bin16 => self.length(2)?,
            Marker::Str32 | Marker::Bin32 => self.length(4)?,
            _ => return Err(required(what)),
        };
        std::str::from_utf8(self.take(len)?).map_err(|_| required("valid UTF-8"))
    }

    fn array_len(&mut self, what: &str) -> Result<usize, Fault> {
        match self.marker()? {
            Marker::FixArray(len) => Ok(usize::from(len)),
            Marker::Array16 => self.length(2),
            Marker::Array32 => self.length(4),
            _ => Err(required(what)),
        }
    }

    fn map_len(&mut self, what: &str) -> Result<usize, Fault> {
        match self.marker()? {
            Marker::FixMap(len) => Ok(usize::from(len)),
            Marker::Map16 => self.length(2),
            Marker::Map32 => self.length(4),
            _ => Err(required(what)),
        }
    }

    fn items<'t>(&mut self, what: &str, ty: impl Fn(usize) -> Option<&'t Type>) -> Result<Vec<Value>, Fault> {
        let len = self.array_len(what)?;
        let mut items = Vec::with_capacity(len.min(self.rest.len()));
        for at in 0..len {
            let ty = ty(at).ok_or_else(|| Fault::new(format!("{what} of length {at} is required")))?;
            items.push(self.value(ty).map_err(|fault| fault.below(Step::Index(Value::number(at))))?);
        }
        Ok(items)
    }

    fn map(&mut self, element: &Type) -> Result<Value, Fault> {
        let mut items: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        for _ in 0..self.map_len("a map")? {
            let key = nfc(self.text("a string as the key of a map")?);
            let item =
                self.value(element).map_err(|fault| fault.below(Step::Index(Kind::String(key.clone()).into())))?;
            items.insert(key, item);
        }
        Ok(Value::map(element_type(element, items.values()), items))
    }

    fn object(&mut self, object: &ObjectType) -> Result<Value, Fault> {
        let len = self.map_len("an object")?;
        let want = object.attributes.len();
        if len != want {
            return Err(Fault::new(format!("an object with {want} attributes is required ({len} given)")));
        }
        let mut attributes: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        for _ in 0..len {
            let key = self.text("a string as the name of an attribute")?;
            let (name, ty) = object
                .attributes
                .get_key_value(key)
                .ok_or_else(|| Fault::new("unsupported attribute").below(Step::Attribute(Arc::from(key))))?;
            let item = self.value(ty).map_err(|fault| fault.below(Step::Attribute(name.clone())))?;
            attributes.insert(name.clone(), item);
        }
        if attributes.len() != want {
            return Err(Fault::new("an attribute is given twice"));
        }
        Ok(Kind::Object(Arc::new(attributes)).into())
    }

    fn dynamic(&mut self) -> Result<Value, Fault> {
        if self.array_len("an array")? != 2 {
            return Err(Fault::new("dynamic value array must have exactly two elements"));
        }
        let ty = type_from_json(self.text("a type")?).map_err(|error| Fault::new(error.to_string()))?;
        self.value(&ty)
    }

    fn unknown(&mut self, ty: &Type) -> Result<Value, Fault> {
        let len = match self.marker()? {
            Marker::FixExt1 => 1,
            Marker::FixExt2 => 2,
            Marker::FixExt4 => 4,
            Marker::FixExt8 => 8,
            Marker::FixExt16 => 16,
            Marker::Ext8 => self.length(1)?,
            Marker::Ext16 => self.length(2)?,
            _ => self.length(4)?,
        };
        let code = self.signed(1)?;
        let body = self.take(len)?;
        let ty = ty.without_optional();
        if len <= 1 || code == i64::from(UNKNOWN) {
            return Ok(Value::unknown(ty));
        }
        if code != i64::from(REFINED) {
            return Err(Fault::new(format!("unsupported extension type 0x{code:02x} with len {len}")));
        }
        if len > MAX_REFINEMENT {
            return Err(Fault::new("oversize unknown value refinement"));
        }
        if ty == Type::Dynamic {
            return Ok(Value::unknown(ty));
        }
        Reader { rest: body, depth: self.depth }.refined(ty)
    }

    fn refined(mut self, ty: Type) -> Result<Value, Fault> {
        let mut refinement = Refinement::default();
        let unsuited = || Fault::new("failed to decode msgpack extension body: refinement does not suit the type");
        for _ in 0..self.map_len("a map of refinements")? {
            let key = self.number()?.as_i64();
            match key {
                Some(key::NULLNESS) if self.bool()? => return Ok(Value::null(ty)),
                Some(key::NULLNESS) => refinement.not_null = true,
                Some(key::PREFIX) if ty == Type::String => refinement.prefix = Some(nfc(self.text("string")?)),
                Some(key::MIN) if ty == Type::Number => refinement.min = Some(self.bound()?),
                Some(key::MAX) if ty == Type::Number => refinement.max = Some(self.bound()?),
                Some(key::MIN_LENGTH) if ty.is_collection() => refinement.min_length = Some(self.count()?),
                Some(key::MAX_LENGTH) if ty.is_collection() => refinement.max_length = Some(self.count()?),
                Some(key::NULLNESS..=key::MAX_LENGTH) => return Err(unsuited()),
                // Written by a later version; the value of such a key cannot be told from the next key.
                _ => break,
            }
        }
        Ok(Value::refined(ty, refinement))
    }

    fn bound(&mut self) -> Result<(Number, bool), Fault> {
        if self.array_len("a bound")? != 2 {
            return Err(required("a bound of two elements"));
        }
        Ok((self.number()?, self.bool()?))
    }

    fn count(&mut self) -> Result<u64, Fault> {
        self.number()?.as_u64().ok_or_else(|| required("a length"))
    }
}

fn element_type<'a>(wanted: &Type, mut items: impl Iterator<Item = &'a Value>) -> Type {
    if wanted.has_dynamic() {
        items.next().map_or_else(|| wanted.without_optional(), Value::ty)
    } else {
        wanted.without_optional()
    }
}

fn is_extension(marker: Marker) -> bool {
    matches!(
        marker,
        Marker::FixExt1
            | Marker::FixExt2
            | Marker::FixExt4
            | Marker::FixExt8
            | Marker::FixExt16
            | Marker::Ext8
            | Marker::Ext16
            | Marker::Ext32
    )
}

fn is_text(marker: Marker) -> bool {
    matches!(
        marker,
        Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 | Marker::Bin8 | Marker::Bin16 | Marker::Bin32
    )
}
