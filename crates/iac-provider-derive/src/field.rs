//! What the attributes of one field say.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::meta::ParseNestedMeta;
use syn::{Error, Expr, Field, Ident, Lit, LitStr, Result, Token, Type, UnOp};

/// How a field appears in the schema.
pub enum Shape {
    /// A plain attribute.
    Attribute,
    /// An attribute that accepts block syntax.
    AsBlocks(Ident),
    /// An attribute with nested attributes.
    Nested(Ident),
    /// A nested block.
    Block { nesting: Ident, min: u32, max: u32 },
    /// Its fields belong to the outer struct.
    Flatten,
}

/// One field, parsed.
pub struct FieldInput {
    pub ident: Ident,
    pub ty: Type,
    pub name: String,
    pub description: String,
    pub shape: Shape,
    pub flags: Vec<Ident>,
    pub default: Option<TokenStream>,
    pub equality: Option<TokenStream>,
    pub form: Option<Ident>,
    pub stored_as: Option<syn::Path>,
    pub deprecated: Option<LitStr>,
    pub checks: Vec<TokenStream>,
    pub relations: Vec<TokenStream>,
}

impl FieldInput {
    /// Reads a field's attributes.
    pub fn parse(field: &Field) -> Result<Self> {
        let ident = field.ident.clone().ok_or_else(|| Error::new(Span::call_site(), "fields must have names"))?;
        let name = ident.to_string();
        let mut input = Self {
            name: name.strip_prefix("r#").unwrap_or(&name).to_owned(),
            ident,
            ty: field.ty.clone(),
            description: description(&field.attrs),
            shape: Shape::Attribute,
            flags: Vec::new(),
            default: None,
            equality: None,
            form: None,
            stored_as: None,
            deprecated: None,
            checks: Vec::new(),
            relations: Vec::new(),
        };
        for attribute in &field.attrs {
            if attribute.path().is_ident("attr") {
                attribute.parse_nested_meta(|meta| input.attr(&meta))?;
            } else if attribute.path().is_ident("block") {
                input.shape = Shape::Block { nesting: format_ident!("Single"), min: 0, max: 0 };
                attribute.parse_nested_meta(|meta| input.block(&meta))?;
            }
        }
        input.check()?;
        Ok(input)
    }

    fn attr(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match key.as_str() {
            "required" | "optional" | "computed" | "force_new" | "sensitive" | "write_only" | "config_only" => {
                self.flag(&key);
            }
            "id" => {
                self.flag("optional");
                self.flag("computed");
            }
            "flatten" => self.shape = Shape::Flatten,
            "as_blocks" => self.shape = Shape::AsBlocks(nesting_argument(meta)?),
            "nested" => self.shape = Shape::Nested(nesting_argument(meta)?),
            "json" | "policy" => {
                self.equality = Some(if key == "json" { quote!(Json) } else { quote!(Policy) });
                self.checks.push(quote!(Check::Json));
                self.form.get_or_insert_with(|| format_ident!("Sorted"));
            }
            "verbatim" => self.form = Some(format_ident!("Verbatim")),
            "version_first" => self.form = Some(format_ident!("VersionFirst")),
            "case_insensitive" => self.equality = Some(quote!(CaseInsensitive)),
            "same" => {
                let path: syn::Path = meta.value()?.parse()?;
                self.equality = Some(quote!(Custom(::iac_core::schema::SameText(#path))));
            }
            "stored_as" => self.stored_as = Some(meta.value()?.parse()?),
            "rename" => self.name = meta.value()?.parse::<LitStr>()?.value(),
            "deprecated" => self.deprecated = Some(meta.value()?.parse()?),
            "default" => self.default = Some(literal(&meta.value()?.parse()?)?),
            "enum" => {
                let names = names(meta)?;
                self.checks.push(quote!(Check::OneOf(#names)));
            }
            "enum_numbers" => {
                let numbers = names(meta)?;
                self.checks.push(quote!(Check::OneOfNumbers(#numbers)));
            }
            "range" => {
                let (from, to) = bounds(meta, &quote!(i64))?;
                self.checks.push(quote!(Check::Range(#from, #to)));
            }
            "length" => {
                let (from, to) = bounds(meta, &quote!(usize))?;
                self.checks.push(quote!(Check::Length(#from, #to)));
            }
            "validate" => {
                let path: syn::Path = meta.value()?.parse()?;
                self.checks.push(quote!(Check::Custom(#path)));
            }
            "conflicts_with" => self.relation("ConflictsWith", meta)?,
            "exactly_one_of" => self.relation("ExactlyOneOf", meta)?,
            "at_least_one_of" => self.relation("AtLeastOneOf", meta)?,
            "required_with" => self.relation("RequiredWith", meta)?,
            _ => return Err(meta.error("no such attribute flag; see docs/kit.md")),
        }
        Ok(())
    }

    fn block(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        let Shape::Block { nesting, min, max } = &mut self.shape else {
            return Err(meta.error("a field is a block or an attribute"));
        };
        match key.as_str() {
            "list" | "set" | "map" | "single" | "group" => *nesting = nesting_name(&key),
            "min" => *min = meta.value()?.parse::<syn::LitInt>()?.base10_parse()?,
            "max" => *max = meta.value()?.parse::<syn::LitInt>()?.base10_parse()?,
            "rename" => self.name = meta.value()?.parse::<LitStr>()?.value(),
            "deprecated" => self.deprecated = Some(meta.value()?.parse()?),
            "computed" | "force_new" | "config_only" => self.flag(&key),
            "conflicts_with" => self.relation("ConflictsWith", meta)?,
            "exactly_one_of" => self.relation("ExactlyOneOf", meta)?,
            "at_least_one_of" => self.relation("AtLeastOneOf", meta)?,
            "required_with" => self.relation("RequiredWith", meta)?,
            _ => return Err(meta.error("no such block flag; see docs/kit.md")),
        }
        Ok(())
    }

    fn flag(&mut self, name: &str) {
        self.flags.push(format_ident!("{}", name.to_uppercase()));
    }

    fn relation(&mut self, kind: &str, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let (kind, names) = (format_ident!("{kind}"), names(meta)?);
        self.relations.push(quote!(Relation::#kind(#names)));
        Ok(())
    }

    /// Refuses what cannot be meant.
    fn check(&self) -> Result<()> {
        let has = |flag: &str| self.flags.iter().any(|set| set == flag);
        let fail = |message: &str| Err(Error::new_spanned(&self.ident, message));
        match self.shape {
            Shape::Flatten | Shape::Block { .. } => Ok(()),
            _ if has("REQUIRED") && (has("OPTIONAL") || has("COMPUTED")) => {
                fail("a required attribute is neither optional nor computed")
            }
            _ if !has("REQUIRED") && !has("OPTIONAL") && !has("COMPUTED") => {
                fail("say #[attr(required)], #[attr(optional)] or #[attr(computed)]")
            }
            _ if self.description.is_empty() => fail("needs a doc comment: it is the description in the schema"),
            _ => Ok(()),
        }
    }
}

/// The text of doc comments: lines of a paragraph joined.
pub fn description(attributes: &[syn::Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let syn::Meta::NameValue(syn::MetaNameValue { value: Expr::Lit(literal), .. }) = &attribute.meta else {
            continue;
        };
        let Lit::Str(line) = &literal.lit else { continue };
        let line = line.value();
        match line.trim() {
            "" => text.push_str("\n\n"),
            line if text.is_empty() || text.ends_with('\n') => text.push_str(line),
            line => {
                text.push(' ');
                text.push_str(line);
            }
        }
    }
    text.trim().to_owned()
}

fn nesting_name(key: &str) -> Ident {
    format_ident!("{}{}", key[..1].to_uppercase(), &key[1..])
}

/// `as_blocks(set)` or just `as_blocks`, which is a list.
fn nesting_argument(meta: &ParseNestedMeta<'_>) -> Result<Ident> {
    let mut nesting = format_ident!("List");
    if meta.input.peek(syn::token::Paren) {
        meta.parse_nested_meta(|inner| {
            let key = inner.path.get_ident().map(ToString::to_string).unwrap_or_default();
            if !matches!(key.as_str(), "list" | "set" | "map" | "single") {
                return Err(inner.error("expected list, set, map or single"));
            }
            nesting = nesting_name(&key);
            Ok(())
        })?;
    }
    Ok(nesting)
}

/// `["a", "b"]`, `"a"`, or a path to a constant slice.
fn names(meta: &ParseNestedMeta<'_>) -> Result<TokenStream> {
    Ok(match meta.value()?.parse::<Expr>()? {
        Expr::Array(array) => quote!(&#array),
        Expr::Lit(literal) => quote!(&[#literal]),
        other => quote!(#other),
    })
}

/// `1..=80`, `1..` or `..=80`.
fn bounds(meta: &ParseNestedMeta<'_>, ty: &TokenStream) -> Result<(TokenStream, TokenStream)> {
    let Expr::Range(range) = meta.value()?.parse::<Expr>()? else {
        return Err(meta.error("expected a range such as 1..=80"));
    };
    if range.end.is_some() && matches!(range.limits, syn::RangeLimits::HalfOpen(_)) {
        return Err(Error::new_spanned(range, "write ..= : both bounds are included"));
    }
    let from = range.start.map_or_else(|| quote!(#ty::MIN), |start| quote!(#start));
    let to = range.end.map_or_else(|| quote!(#ty::MAX), |end| quote!(#end));
    Ok((from, to))
}

fn literal(expr: &Expr) -> Result<TokenStream> {
    let (sign, inner) = match expr {
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => (Some(<Token![-]>::default()), &*unary.expr),
        other => (None, other),
    };
    match inner {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Bool(value) => Ok(quote!(Literal::Bool(#value))),
            Lit::Int(value) => Ok(quote!(Literal::Int(#sign #value))),
            Lit::Float(value) => Ok(quote!(Literal::Float(#sign #value))),
            Lit::Str(value) => Ok(quote!(Literal::Str(#value))),
            other => Err(Error::new_spanned(other, "a default is a bool, a number or text")),
        },
        other => Err(Error::new_spanned(other, "a default is a literal; for anything else use the plan hook")),
    }
}
