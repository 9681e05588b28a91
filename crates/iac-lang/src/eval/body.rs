//! Decoding a whole body by schema: attributes, nested blocks, `dynamic` blocks, attributes written as blocks.

use super::Scope;
use super::block_schema::{attribute_as_blocks, constraint};
use super::content::{BodyRef, Content, Given, GivenBlock, Reader, Source};
use super::expression::{Env, Evaluator};
use crate::config::ConfigBody;
use crate::refs::Reference;
use iac_core::diag::{Diagnostic, Diagnostics, Span};
use iac_core::schema::{Attribute, BlockSchema};
use iac_core::value::{Marks, Path, Value, convert};
use std::sync::Arc;

/// Evaluates a body into an object value of the schema's type. Attributes not written are null; blocks not written are
/// empty collections or null. Reports unsupported arguments and blocks, missing ones, wrong types and block counts.
pub fn decode_body(body: &ConfigBody, schema: &BlockSchema, scope: &dyn Scope) -> (Value, Diagnostics) {
    let mut decoder = Decoder { evaluator: Evaluator::new(scope), diags: Diagnostics::new(), iterators: Vec::new() };
    let span = BodyRef::from(body).span();
    let place = Place { env: Env::EMPTY, path: Path::root(), header: span.head(), marks: Marks::NONE };
    let value = decoder.object(body.into(), schema, &place);
    let mut diags = decoder.diags;
    diags.extend(decoder.evaluator.finish());
    (value, diags)
}

/// Every reference in a body, `dynamic` blocks included. Names that the schema lacks are skipped (decoding reports them).
pub fn body_references(body: &ConfigBody, schema: &BlockSchema) -> Vec<Reference> {
    let mut found = Vec::new();
    collect_references(body.into(), schema, &mut Vec::new(), &mut found);
    found
}

fn collect_references(
    body: BodyRef<'_>,
    schema: &BlockSchema,
    iterators: &mut Vec<Arc<str>>,
    found: &mut Vec<Reference>,
) {
    let content = Reader { schema, iterators, diags: Diagnostics::new() }.read(body);
    for given in content.attributes.values() {
        found.extend(given.expr.references().into_iter().cloned());
    }
    for block in &content.blocks {
        let derived;
        let nested = match schema.blocks.get(&block.ty) {
            Some(nested) => &nested.block,
            None => match schema.attributes.get(&block.ty).and_then(attribute_as_blocks) {
                Some((block, _)) => {
                    derived = block;
                    &derived
                }
                None => continue,
            },
        };
        match &block.source {
            Source::Static { body, .. } => collect_references(*body, nested, iterators, found),
            Source::Dynamic(dynamic) => {
                for expr in dynamic.for_each.iter().chain(&dynamic.labels) {
                    found.extend(expr.references().into_iter().cloned());
                }
                iterators.push(dynamic.iterator.clone());
                dynamic.content.iter().for_each(|body| collect_references(*body, nested, iterators, found));
                iterators.pop();
            }
        }
    }
}

/// Where decoding is.
pub(super) struct Place<'p> {
    /// Iterators of enclosing `dynamic` blocks.
    pub(super) env: Env<'p>,
    /// The way from the root of the body.
    pub(super) path: Path,
    /// The header of the enclosing block, where what is missing is reported.
    pub(super) header: Span,
    /// Marks of enclosing `for_each` values: every argument of the blocks they make carries them.
    pub(super) marks: Marks,
}

/// The state of decoding one body.
pub(super) struct Decoder<'a> {
    pub(super) evaluator: Evaluator<'a>,
    pub(super) diags: Diagnostics,
    pub(super) iterators: Vec<Arc<str>>,
}

impl Decoder<'_> {
    /// The object value of a body.
    pub(super) fn object(&mut self, body: BodyRef<'_>, schema: &BlockSchema, place: &Place<'_>) -> Value {
        let mut reader = Reader { schema, iterators: &self.iterators, diags: Diagnostics::new() };
        let mut content = reader.read(body);
        let diags = reader.diags;
        self.diags.extend(diags.into_iter().map(|diagnostic| on_path(diagnostic, &place.path)));
        let mut values = Vec::with_capacity(schema.attributes.len() + schema.blocks.len());
        for (name, attribute) in &schema.attributes {
            values.push((name.clone(), self.attribute(name, attribute, &mut content, place)));
        }
        for (name, nested) in &schema.blocks {
            let blocks = take_blocks(&mut content, name);
            let value = self.nested_blocks(name, &blocks, (&nested.block, nested.nesting), place);
            self.check_count(name, nested, &blocks, &value, place);
            values.push((name.clone(), value));
        }
        Value::object(values)
    }

    fn attribute(
        &mut self,
        name: &Arc<str>,
        attribute: &Attribute,
        content: &mut Content<'_>,
        place: &Place<'_>,
    ) -> Value {
        let path = || place.path.clone().then_attribute(name.clone());
        if let Some(given) = content.attributes.remove(name) {
            return self.given_attribute(name, attribute, &given, path(), place);
        }
        let blocks = take_blocks(content, name);
        if !blocks.is_empty()
            && let Some((block, nesting)) = attribute_as_blocks(attribute)
        {
            return self.nested_blocks(name, &blocks, (&block, nesting), place);
        }
        if attribute.required {
            self.diags.push(missing_argument(name).at(place.header).attribute(path()));
        }
        Value::null(attribute.value_type())
    }

    fn given_attribute(
        &mut self,
        name: &str,
        attribute: &Attribute,
        given: &Given,
        path: Path,
        place: &Place<'_>,
    ) -> Value {
        let ty = attribute.value_type();
        let value = self.evaluate(given, &path, place);
        if attribute.is_read_only() && !value.is_null() {
            let detail = format!(
                "Can't configure a value for {name:?}: its value will be decided automatically based on the result of applying this \
                 configuration."
            );
            let error = Diagnostic::error("Value for unconfigurable attribute", detail);
            self.diags.push(error.at(given.expr.span()).attribute(path));
            return Value::null(ty);
        }
        if attribute.required && value.is_null() {
            self.diags.push(missing_argument(name).at(given.expr.span()).attribute(path));
            return Value::null(ty);
        }
        if value.has_type(&ty) {
            return value;
        }
        convert(&value, &constraint(attribute)).unwrap_or_else(|error| {
            let detail = format!("Inappropriate value for attribute {name:?}: {}.", error.message);
            let diagnostic = Diagnostic::error("Incorrect attribute value type", detail);
            let at: Vec<_> = path.steps.iter().chain(&error.path.steps).cloned().collect();
            let ((), mut reported) = self.evaluator.attempt(|evaluator| {
                evaluator.fail(diagnostic.at(given.expr.span()), &given.expr, place.env);
            });
            reported.iter_mut().for_each(|diagnostic| diagnostic.path = Some(Path { steps: at.clone() }));
            self.diags.extend(reported);
            Value::unknown(ty).mark(value.marks())
        })
    }

    /// The value of an argument; what is wrong with it is reported on its path.
    pub(super) fn evaluate(&mut self, given: &Given, path: &Path, place: &Place<'_>) -> Value {
        let (value, diags) = self.evaluator.attempt(|evaluator| evaluator.eval(&given.expr, place.env));
        self.diags.extend(diags.into_iter().map(|diagnostic| on_path(diagnostic, path)));
        value.mark(&place.marks)
    }
}

fn on_path(diagnostic: Diagnostic, path: &Path) -> Diagnostic {
    if diagnostic.path.is_some() || path.is_root() { diagnostic } else { diagnostic.attribute(path.clone()) }
}

/// The blocks of a type, in order.
fn take_blocks<'b>(content: &mut Content<'b>, ty: &str) -> Vec<GivenBlock<'b>> {
    content.blocks.extract_if(.., |block| &*block.ty == ty).collect()
}

fn missing_argument(name: &str) -> Diagnostic {
    let detail = format!("The argument {name:?} is required, but no definition was found.");
    Diagnostic::error("Missing required argument", detail)
}
