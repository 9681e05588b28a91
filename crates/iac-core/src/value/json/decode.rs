//! Values from JSON text.

use super::reader::{Reader, Token};
use super::type_form::read_type;
use super::{Fault, JsonError};
use crate::value::kind::nfc;
use crate::value::{Kind, Number, ObjectType, Step, Type, Value, convert};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads JSON text as a value of a type; a `Dynamic` part is a `{"value":…,"type":…}` pair.
pub fn from_json(text: &str, ty: &Type) -> Result<Value, JsonError> {
    let mut reader = Reader::new(text);
    let value = read(&mut reader, ty)?;
    reader.finish()?;
    Ok(value)
}

/// The type that JSON text implies: objects and tuples, as `jsondecode` gives them.
pub fn json_type(text: &str) -> Result<Type, JsonError> {
    let mut reader = Reader::new(text);
    let ty = implied(&mut reader)?;
    reader.finish()?;
    Ok(ty)
}

fn implied(reader: &mut Reader<'_>) -> Result<Type, Fault> {
    Ok(match reader.peek()? {
        Token::Null => {
            reader.null()?;
            Type::Dynamic
        }
        Token::Bool => {
            reader.bool()?;
            Type::Bool
        }
        Token::Number => {
            reader.number()?;
            Type::Number
        }
        Token::String => {
            reader.string()?;
            Type::String
        }
        Token::Array => {
            let mut types = Vec::new();
            reader.array(|reader, _| {
                types.push(implied(reader)?);
                Ok(())
            })?;
            Type::tuple(types)
        }
        Token::Object => {
            let mut types: BTreeMap<Arc<str>, Type> = BTreeMap::new();
            reader.object(|reader, key| {
                types.insert(nfc(&key), implied(reader)?);
                Ok(())
            })?;
            Type::object(types)
        }
    })
}

fn read(reader: &mut Reader<'_>, ty: &Type) -> Result<Value, Fault> {
    let token = reader.peek()?;
    if token == Token::Null {
        reader.null()?;
        return Ok(Value::null(ty.without_optional()));
    }
    match ty {
        Type::Dynamic => read_dynamic(reader, token),
        Type::Bool | Type::Number | Type::String => read_primitive(reader, token, ty),
        Type::List(element) => {
            let items = read_items(reader, token, element, "list")?;
            Ok(Value::list(element_type(element, items.iter()), items))
        }
        Type::Set(element) => {
            let items = read_items(reader, token, element, "set")?;
            Ok(Value::set(element_type(element, items.iter()), items))
        }
        Type::Map(element) => {
            require(token, Token::Object, "map")?;
            let mut items: BTreeMap<Arc<str>, Value> = BTreeMap::new();
            reader.object(|reader, key| {
                let key = nfc(&key);
                let item = read(reader, element)
                    .map_err(|fault| fault.below(Step::Index(Kind::String(key.clone()).into())))?;
                items.insert(key, item);
                Ok(())
            })?;
            Ok(Value::map(element_type(element, items.values()), items))
        }
        Type::Object(object) => read_object(reader, token, object),
        Type::Tuple(types) => read_tuple(reader, token, types),
    }
}

fn require(token: Token, wanted: Token, kind: &str) -> Result<(), Fault> {
    if token == wanted { Ok(()) } else { Err(Fault::new(format!("{kind} is required, but have {}", token.name()))) }
}

fn element_type<'a>(wanted: &Type, mut items: impl Iterator<Item = &'a Value>) -> Type {
    if wanted.has_dynamic() {
        items.next().map_or_else(|| wanted.without_optional(), Value::ty)
    } else {
        wanted.without_optional()
    }
}

fn read_primitive(reader: &mut Reader<'_>, token: Token, ty: &Type) -> Result<Value, Fault> {
    match (ty, token) {
        (Type::Bool, Token::Bool) => Ok(Value::bool(reader.bool()?)),
        (Type::String, Token::String) => Ok(Value::string(reader.string()?)),
        (Type::String, Token::Number) => Ok(Value::string(reader.number()?)),
        (Type::String, Token::Bool) => Ok(Value::string(if reader.bool()? { "true" } else { "false" })),
        (Type::Number, Token::Number) => parse_number(reader.number()?),
        (Type::Number, Token::String) => parse_number(&reader.string()?),
        (Type::Bool, Token::String) => {
            convert(&Value::string(reader.string()?), &Type::Bool).map_err(|error| Fault::new(error.message))
        }
        _ => Err(Fault::new(format!("{} is required", ty.friendly_name()))),
    }
}

fn parse_number(text: &str) -> Result<Value, Fault> {
    text.parse::<Number>().map(Value::number).map_err(|error| Fault::new(error.to_string()))
}

fn read_items(reader: &mut Reader<'_>, token: Token, element: &Type, kind: &str) -> Result<Vec<Value>, Fault> {
    require(token, Token::Array, kind)?;
    let mut items = Vec::new();
    reader.array(|reader, at| {
        items.push(read(reader, element).map_err(|fault| fault.below(Step::Index(Value::number(at))))?);
        Ok(())
    })?;
    Ok(items)
}

fn read_tuple(reader: &mut Reader<'_>, token: Token, types: &[Type]) -> Result<Value, Fault> {
    require(token, Token::Array, "tuple")?;
    let mut items = Vec::with_capacity(types.len());
    reader.array(|reader, at| {
        let ty = types.get(at).ok_or_else(|| Fault::new(format!("too many tuple elements (need {})", types.len())))?;
        items.push(read(reader, ty).map_err(|fault| fault.below(Step::Index(Value::number(at))))?);
        Ok(())
    })?;
    if items.len() < types.len() {
        return Err(Fault::new(format!("not enough tuple elements (need {})", types.len())));
    }
    Ok(Value::tuple(items))
}

fn read_object(reader: &mut Reader<'_>, token: Token, object: &ObjectType) -> Result<Value, Fault> {
    require(token, Token::Object, "object")?;
    let mut attributes: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    reader.object(|reader, key| {
        let (name, ty) = match object.attributes.get_key_value(&*key) {
            Some(found) => found,
            None => object
                .attributes
                .get_key_value(&*nfc(&key))
                .ok_or_else(|| Fault::new(format!("unsupported attribute {key:?}")))?,
        };
        let value = read(reader, ty).map_err(|fault| fault.below(Step::Attribute(name.clone())))?;
        attributes.insert(name.clone(), value);
        Ok(())
    })?;
    if attributes.len() < object.attributes.len() {
        for (name, ty) in &object.attributes {
            attributes.entry(name.clone()).or_insert_with(|| Value::null(ty.without_optional()));
        }
    }
    Ok(Kind::Object(Arc::new(attributes)).into())
}

fn read_dynamic(reader: &mut Reader<'_>, token: Token) -> Result<Value, Fault> {
    require(token, Token::Object, "a dynamically-typed value's descriptor")?;
    let (mut ty, mut value) = (None, None);
    reader.object(|reader, key| {
        match &*key {
            "type" => ty = Some(read_type(reader)?),
            // The type may come after the value.
            "value" => value = Some(reader.raw()?),
            _ => return Err(Fault::new(format!("invalid key {key:?} in dynamically-typed value"))),
        }
        Ok(())
    })?;
    let ty = ty.ok_or_else(|| Fault::new("missing type in dynamically-typed value"))?;
    let value = value.ok_or_else(|| Fault::new("missing value in dynamically-typed value"))?;
    read(&mut Reader::new(value), &ty)
}
