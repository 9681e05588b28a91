//! Nested blocks: expanding `dynamic` ones, collecting values by nesting, counting.

use super::body::{Decoder, Place};
use super::content::{BodyRef, Dynamic, Given, GivenBlock, Source};
use super::expression::{text, unknown};
use super::for_expr::for_each_element;
use crate::expr::{Expr, ExprKind};
use iac_core::diag::{Diagnostic, Span};
use iac_core::schema::{BlockSchema, NestedBlock, Nesting};
use iac_core::value::{Kind, Marks, Path, Type, Value};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// What blocks of one type contain, and how they nest.
type Shape<'s> = (&'s BlockSchema, Nesting);

/// The blocks of one type, decoded one after the other.
struct Collected {
    /// The label (for maps) and value of each, with its header.
    blocks: Vec<(Option<Arc<str>>, Value, Span)>,
    /// False once a `dynamic` block's `for_each` is unknown: then so is the whole collection.
    is_known: bool,
    /// Marks of an unknown `for_each`.
    marks: Marks,
}

impl Decoder<'_> {
    /// The value of all blocks of a type.
    pub(super) fn nested_blocks(
        &mut self,
        ty: &Arc<str>,
        blocks: &[GivenBlock<'_>],
        shape: Shape<'_>,
        place: &Place<'_>,
    ) -> Value {
        let mut collected = Collected { blocks: Vec::new(), is_known: true, marks: Marks::NONE };
        for block in blocks {
            match &block.source {
                Source::Static { labels, body } => {
                    let label = labels.first().map(|(label, _)| label.clone());
                    let path = element_path(ty, label.as_ref(), shape.1, &collected, place);
                    let inner = Place { path, header: block.header, env: place.env, marks: place.marks.clone() };
                    let value = self.object(*body, shape.0, &inner);
                    collected.blocks.push((label, value, block.header));
                }
                Source::Dynamic(dynamic) => self.dynamic_block(ty, block.header, dynamic, shape, &mut collected, place),
            }
        }
        self.collection(ty, collected, shape, place)
    }

    fn collection(
        &mut self,
        ty: &Arc<str>,
        collected: Collected,
        (schema, nesting): Shape<'_>,
        place: &Place<'_>,
    ) -> Value {
        let element = schema.value_type();
        if !collected.is_known {
            let ty = if element.has_dynamic() { Type::Dynamic } else { nesting.wrap(element) };
            return Value::unknown(ty).mark(&collected.marks);
        }
        let mut values = collected.blocks.iter().map(|(_, value, _)| value.clone());
        match nesting {
            Nesting::Single | Nesting::Group => {
                if let [_, (_, _, second), ..] = &collected.blocks[..] {
                    let detail = format!("Only one block of type {ty:?} is allowed.");
                    self.diags.push(Diagnostic::error(format!("Duplicate {ty} block"), detail).at(*second));
                }
                match values.next() {
                    Some(value) => value,
                    None if nesting == Nesting::Group => empty_object(schema),
                    None => Value::null(element),
                }
            }
            Nesting::List if element.has_dynamic() => Value::tuple(values.collect::<Vec<_>>()),
            Nesting::List => Value::list(element, values.collect()),
            Nesting::Set if element.has_dynamic() => {
                let values: Vec<Value> = values.collect();
                let (element, values) = iac_core::value::unify_values(&values).unwrap_or((element, values));
                Value::set(element, values)
            }
            Nesting::Set => Value::set(element, values.collect()),
            Nesting::Map => self.labelled(ty, collected, element, place),
        }
    }

    fn labelled(&mut self, ty: &str, collected: Collected, element: Type, place: &Place<'_>) -> Value {
        let mut items: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        for (label, value, header) in collected.blocks {
            let Some(label) = label else { continue };
            match items.entry(label) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(entry) => {
                    let label = entry.key();
                    let detail = format!("A {ty} block labeled {label:?} was already defined. Labels must be unique.");
                    let error = Diagnostic::error(format!("Duplicate {ty} block"), detail);
                    self.diags.push(error.at(header).attribute(place.path.clone().then_attribute(ty)));
                }
            }
        }
        if element.has_dynamic() { Value::object(items) } else { Value::map(element, items) }
    }

    fn dynamic_block(
        &mut self,
        ty: &Arc<str>,
        header: Span,
        dynamic: &Dynamic<'_>,
        shape: Shape<'_>,
        collected: &mut Collected,
        place: &Place<'_>,
    ) {
        let path = place.path.clone().then_attribute(ty.clone());
        let (Some(for_each), Some(content)) = (&dynamic.for_each, self.dynamic_content(dynamic, header)) else {
            if dynamic.for_each.is_none() {
                let detail = "The argument \"for_each\" is required, but no definition was found.";
                self.diags.push(Diagnostic::error("Missing required argument", detail).at(header).attribute(path));
            }
            collected.is_known = false;
            return;
        };
        let given = Given { expr: for_each.clone() };
        let collection = self.evaluate(&given, &path, place);
        let marks = place.marks.union(collection.marks());
        self.iterators.push(dynamic.iterator.clone());
        if !self.check_for_each(&collection, for_each, &path) || !collection.is_known() {
            collected.is_known = false;
            collected.marks = marks.clone();
            let item = iterator_value(&unknown(), &unknown());
            let frame = place.env.frame(&dynamic.iterator, &item);
            let inner = Place { env: frame.env(), path, header, marks };
            self.object(content, shape.0, &inner);
        } else {
            for_each_element(&collection, true, &mut |key, value| {
                let item = iterator_value(key, value);
                let frame = place.env.frame(&dynamic.iterator, &item);
                let mut inner = Place { env: frame.env(), path: Path::root(), header, marks: marks.clone() };
                let label = match &dynamic.labels {
                    Some(labels) => self.dynamic_label(labels, &inner),
                    None => None,
                };
                inner.path = element_path(ty, label.as_ref(), shape.1, collected, place);
                let value = self.object(content, shape.0, &inner);
                collected.blocks.push((label, value, header));
            });
        }
        self.iterators.pop();
    }

    fn dynamic_content<'b>(&mut self, dynamic: &Dynamic<'b>, header: Span) -> Option<BodyRef<'b>> {
        let error = match &dynamic.content[..] {
            [content] => return Some(*content),
            [] => Diagnostic::error(
                "Missing dynamic content block",
                "A dynamic block must have a nested block of type \"content\" to describe the body of each generated block.",
            ),
            _ => Diagnostic::error(
                "Extraneous dynamic content block",
                "Only one nested content block is allowed for each dynamic block.",
            ),
        };
        self.diags.push(error.at(header));
        dynamic.content.first().copied()
    }

    /// Whether a value can be iterated; unknown values of unknown type might.
    fn check_for_each(&mut self, value: &Value, expr: &Expr, path: &Path) -> bool {
        let detail = match value.kind() {
            Kind::List(_) | Kind::Set(_) | Kind::Map(_) | Kind::Object(_) | Kind::Tuple(_) => return true,
            Kind::Unknown(unknown) if !unknown.ty.is_primitive() => return true,
            Kind::Null(_) => "Cannot use a null value in for_each.".to_owned(),
            _ => format!(
                "Cannot use a {} value in for_each. An iterable collection is required.",
                value.ty().friendly_name()
            ),
        };
        let error = Diagnostic::error("Invalid dynamic for_each value", detail);
        self.diags.push(error.at(expr.span()).attribute(path.clone()));
        false
    }

    /// The label of a generated block: the first of `labels`.
    fn dynamic_label(&mut self, labels: &Expr, place: &Place<'_>) -> Option<Arc<str>> {
        let first = match labels.kind() {
            ExprKind::Tuple(items) => items.first()?.clone(),
            _ => labels.clone(),
        };
        let given = Given { expr: first };
        let mut value = self.evaluate(&given, &Path::root(), place);
        if let Some([first, ..]) = value.as_elements() {
            value = first.clone();
        }
        let detail = if value.is_null() {
            "Cannot use a null value as a dynamic block label.".to_owned()
        } else {
            match text(&value) {
                Ok(Some(label)) => return Some(label),
                Ok(None) => {
                    "This value is not yet known. Dynamic block labels must be immediately-known values.".to_owned()
                }
                Err(message) => format!("Cannot use this value as a dynamic block label: {message}."),
            }
        };
        self.diags.push(Diagnostic::error("Invalid dynamic block label", detail).at(given.expr.span()));
        None
    }

    /// Whether there are neither too few nor too many blocks, as far as that is known.
    pub(super) fn check_count(
        &mut self,
        ty: &Arc<str>,
        nested: &NestedBlock,
        blocks: &[GivenBlock<'_>],
        value: &Value,
        place: &Place<'_>,
    ) {
        let path = || place.path.clone().then_attribute(ty.clone());
        if !value.is_known() {
            return;
        }
        let is_single = matches!(nested.nesting, Nesting::Single | Nesting::Group);
        if is_single {
            if nested.min_items > 0 && blocks.is_empty() {
                let detail = format!("A block of type {ty:?} is required here.");
                let error = Diagnostic::error(format!("Missing {ty} block"), detail);
                self.diags.push(error.at(place.header).attribute(path()));
            }
            return;
        }
        // Equal blocks of a set count as often as they are written, so that generated ones are counted in the value.
        let is_dynamic = blocks.iter().any(|block| matches!(block.source, Source::Dynamic(_)));
        let in_value = value.as_elements().map(<[Value]>::len).or_else(|| value.as_entries().map(BTreeMap::len));
        let count = if is_dynamic { in_value.unwrap_or_default() } else { blocks.len() };
        let (min, max) = (nested.min_items as usize, nested.max_items.map(|max| max as usize));
        if count < min {
            let detail = format!("At least {min} {ty:?} blocks are required.");
            let error = Diagnostic::error(format!("Insufficient {ty} blocks"), detail);
            self.diags.push(error.at(place.header).attribute(path()));
        } else if let Some(max) = max.filter(|max| count > *max) {
            let detail = format!("No more than {max} {ty:?} blocks are allowed");
            let extra = blocks.get(max).or(blocks.last()).map_or(place.header, |block| block.header);
            let error = Diagnostic::error(format!("Too many {ty} blocks"), detail);
            self.diags.push(error.at(extra).attribute(path()));
        }
    }
}

/// What an iterator stands for in the content of a `dynamic` block.
fn iterator_value(key: &Value, value: &Value) -> Value {
    Value::object([("key", key.clone()), ("value", value.clone())])
}

/// The path of the next block.
fn element_path(
    ty: &Arc<str>,
    label: Option<&Arc<str>>,
    nesting: Nesting,
    collected: &Collected,
    place: &Place<'_>,
) -> Path {
    let path = place.path.clone().then_attribute(ty.clone());
    match (nesting, label) {
        (Nesting::Single | Nesting::Group, _) => path,
        (Nesting::Map, Some(label)) => path.then_index(Value::from(Kind::String(label.clone()))),
        _ => path.then_index(Value::number(collected.blocks.len())),
    }
}

/// A block that was not written but is always there: attributes null, blocks empty.
fn empty_object(schema: &BlockSchema) -> Value {
    let attributes =
        schema.attributes.iter().map(|(name, attribute)| (name.clone(), Value::null(attribute.value_type())));
    let blocks = schema.blocks.iter().map(|(name, nested)| {
        let element = nested.block.value_type();
        let value = match nested.nesting {
            Nesting::Single => Value::null(element),
            Nesting::Group => empty_object(&nested.block),
            Nesting::List => Value::list(element, Vec::new()),
            Nesting::Set => Value::set(element, Vec::new()),
            Nesting::Map => Value::map(element, BTreeMap::new()),
        };
        (name.clone(), value)
    });
    Value::object(attributes.chain(blocks))
}
