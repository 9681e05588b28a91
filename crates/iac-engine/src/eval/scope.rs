//! What an expression of one block instance sees.

use super::{ModuleInstance, Phase, Repeated, World};
use iac_core::addr::{InstanceKey, ModuleAddr, ResourceAddr, ResourceMode};
use iac_core::diag::Diagnostic;
use iac_core::value::{Marks, Type, Value};
use iac_lang::eval::{Repetition, Scope};
use iac_lang::refs::{PathKind, Subject};
use std::path::Path;
use std::sync::Arc;

/// The scope of one instance of a block.
pub(crate) struct InstanceScope<'a, 'c> {
    pub world: &'a World<'c>,
    pub module: &'a ModuleInstance<'c>,
    /// What `each` and `count` are.
    pub repeated: Repeated,
    /// What `self` is.
    pub this: Option<Value>,
    /// Whether only `self`, `each.key` and `count.index` may be used: destroy-time provisioners.
    pub only_self: bool,
}

impl<'a, 'c> InstanceScope<'a, 'c> {
    /// The scope of a block that is not repeated.
    pub(crate) fn new(world: &'a World<'c>, module: &'a ModuleInstance<'c>) -> Self {
        Self { world, module, repeated: Repeated::No, this: None, only_self: false }
    }

    /// The same scope in an instance of a repeated block.
    pub(crate) fn repeated(mut self, repeated: Repeated) -> Self {
        self.repeated = repeated;
        self
    }

    /// The same scope with a value for `self`.
    pub(crate) fn with_self(mut self, this: Value) -> Self {
        self.this = Some(this);
        self
    }

    fn unknown(&self, addr: &ResourceAddr) -> Value {
        let ty = self.resource_type(addr).unwrap_or(Type::Dynamic);
        Value::unknown(ty)
    }

    fn undeclared_resource(&self, addr: &ResourceAddr) -> Diagnostic {
        let kind = match addr.mode {
            ResourceMode::Managed => "managed",
            ResourceMode::Data => "data",
            ResourceMode::Ephemeral => "ephemeral",
        };
        let detail = format!(
            "A {kind} resource {:?} {:?} has not been declared in {}.",
            addr.ty,
            addr.name,
            module_name(&self.module.module.addr)
        );
        Diagnostic::error("Reference to undeclared resource", detail)
    }

    fn variable(&self, name: &Arc<str>) -> Result<Value, Diagnostic> {
        if let Some(value) = self.module.variables.read().get(name) {
            return Ok(value.clone());
        }
        let declared = &self.module.module.variables;
        if let Some(block) = declared.get(name) {
            return Ok(Value::unknown(block.ty.clone()));
        }
        let hint = suggestion(name, declared.keys())
            .unwrap_or_else(|| format!("This variable can be declared with a variable {name:?} {{}} block."));
        let detail = format!("An input variable with the name {name:?} has not been declared. {hint}");
        Err(Diagnostic::error("Reference to undeclared input variable", detail))
    }

    fn local(&self, name: &Arc<str>) -> Result<Value, Diagnostic> {
        if let Some(value) = self.module.locals.read().get(name) {
            return Ok(value.clone());
        }
        let declared = &self.module.module.locals;
        if declared.contains_key(name) {
            return Ok(Value::unknown(Type::Dynamic));
        }
        let hint = suggestion(name, declared.keys()).map_or(String::new(), |hint| format!(" {hint}"));
        let detail = format!("A local value with the name {name:?} has not been declared.{hint}");
        Err(Diagnostic::error("Reference to undeclared local value", detail))
    }

    fn each(&self, subject: &Subject) -> Result<Value, Diagnostic> {
        match (&self.repeated, subject) {
            (Repeated::Each(key, _), Subject::EachKey) => Ok(key.clone()),
            (Repeated::Each(_, value), Subject::EachValue) => Ok(value.clone()),
            (Repeated::Count(Some(index)), Subject::CountIndex) => {
                Ok(Value::number(i64::try_from(*index).unwrap_or(i64::MAX)))
            }
            (Repeated::Count(None), Subject::CountIndex) => Ok(Value::unknown(Type::Number)),
            (_, Subject::CountIndex) => Err(Diagnostic::error(
                "Reference to \"count\" in non-counted context",
                "The \"count\" object can only be used in \"module\", \"resource\", and \"data\" blocks, and only when the \"count\" argument is set.",
            )),
            _ => Err(Diagnostic::error(
                "Reference to \"each\" in context without for_each",
                "The \"each\" object can be used only in \"module\" or \"resource\" blocks, and only when the \"for_each\" argument is set.",
            )),
        }
    }

    fn terraform(&self, name: &str) -> Result<Value, Diagnostic> {
        match name {
            "workspace" => Ok(Value::string(&self.world.environment.workspace)),
            "applying" => Ok(Value::bool(self.world.phase == Phase::Apply).mark(&Marks::EPHEMERAL)),
            _ => Err(Diagnostic::error(
                "Invalid \"terraform\" attribute",
                format!(
                    "The \"terraform\" object does not have an attribute named {name:?}. The supported attributes are terraform.workspace, the name of the currently-selected workspace, and terraform.applying."
                ),
            )),
        }
    }

    fn undeclared_module(&self, name: &str) -> Diagnostic {
        let detail = format!("No module call named {name:?} is declared in {}.", module_name(&self.module.module.addr));
        Diagnostic::error("Reference to undeclared module", detail)
    }

    fn output(instance: &ModuleInstance<'_>, output: &str) -> Result<Value, Diagnostic> {
        if let Some(value) = instance.outputs.read().get(output) {
            return Ok(value.clone());
        }
        if instance.module.outputs.contains_key(output) {
            return Ok(Value::unknown(Type::Dynamic));
        }
        let detail = format!("This object does not have an attribute named {output:?}.");
        Err(Diagnostic::error("Unsupported attribute", detail))
    }
}

fn module_name(module: &ModuleAddr) -> String {
    if module.is_root() { "the root module".into() } else { module.to_string() }
}

/// `Did you mean …?`, for names that differ by little.
fn suggestion<'n>(name: &str, known: impl Iterator<Item = &'n Arc<str>>) -> Option<String> {
    let closest = known.min_by_key(|candidate| distance(name, candidate))?;
    (distance(name, closest) < 3).then(|| format!("Did you mean {closest:?}?"))
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// The collection has no such element.
fn missing_instance(key: &InstanceKey, count: usize) -> Diagnostic {
    let why = match key {
        InstanceKey::Int(_) if count == 0 => ": the collection has no elements",
        InstanceKey::Int(_) => ": the given index is greater than or equal to the length of the collection",
        InstanceKey::None | InstanceKey::String(_) => "",
    };
    Diagnostic::error(
        "Invalid index",
        format!("The given key does not identify an element in this collection value{why}."),
    )
}

impl Scope for InstanceScope<'_, '_> {
    fn value(&self, subject: &Subject) -> Result<Value, Diagnostic> {
        if self.only_self
            && !matches!(subject, Subject::This | Subject::EachKey | Subject::CountIndex | Subject::Path(_))
        {
            return Err(Diagnostic::error(
                "Invalid reference from destroy provisioner",
                "Destroy-time provisioners and their connection configurations may only reference attributes of the related resource, via 'self', 'count.index', or 'each.key'.\n\nReferences to other resources during the destroy phase can cause dependency cycles and interact poorly with create_before_destroy.",
            ));
        }
        match subject {
            Subject::Variable(name) => self.variable(name),
            Subject::Local(name) => self.local(name),
            Subject::EachKey | Subject::EachValue | Subject::CountIndex => self.each(subject),
            Subject::This => self.this.clone().ok_or_else(|| {
                Diagnostic::error(
                    "Invalid \"self\" reference",
                    "The \"self\" object is not available in this context. This object can be used only in resource provisioner, connection, and postcondition blocks.",
                )
            }),
            Subject::Path(kind) => self.path(*kind),
            Subject::Terraform(name) => self.terraform(name),
            Subject::Resource(addr) => self.resource(addr),
            Subject::ModuleCall(name) => self.module_call(name),
            Subject::Run(_) => Err(Diagnostic::error(
                "Reference to run block in non-test context",
                "The \"run\" object can only be referenced from Terraform test files.",
            )),
        }
    }

    fn resource(&self, addr: &ResourceAddr) -> Result<Value, Diagnostic> {
        let Some(block) = self.module.module.resources.get(addr) else { return Err(self.undeclared_resource(addr)) };
        if self.world.phase == Phase::Validate {
            let repeats = block.count.is_some() || block.for_each.is_some();
            return Ok(if repeats { Value::unknown(Type::Dynamic) } else { self.unknown(addr) });
        }
        let whole = self.module.cell(addr).and_then(|cell| cell.whole());
        Ok(whole.unwrap_or_else(|| Value::unknown(Type::Dynamic)))
    }

    fn resource_instance(&self, addr: &ResourceAddr, key: &InstanceKey) -> Result<Value, Diagnostic> {
        if !self.module.module.resources.contains_key(addr) {
            return Err(self.undeclared_resource(addr));
        }
        if self.world.phase == Phase::Validate {
            return Ok(self.unknown(addr));
        }
        let Some(cell) = self.module.cell(addr) else { return Ok(Value::unknown(Type::Dynamic)) };
        match cell.instance(key) {
            Some(value) => Ok(value),
            // Known to exist, but left out by -target or gone while destroying.
            None if cell.repeated.contains_key(key) => Ok(self.unknown(addr)),
            None => Err(missing_instance(key, cell.len())),
        }
    }

    fn module_call(&self, name: &str) -> Result<Value, Diagnostic> {
        if !self.module.module.module_calls.contains_key(name) {
            return Err(self.undeclared_module(name));
        }
        let Some(call) = self.module.call(name) else { return Ok(Value::unknown(Type::Dynamic)) };
        if self.world.phase == Phase::Validate && call.repetition != Repetition::None {
            return Ok(Value::unknown(Type::Dynamic));
        }
        if let Some(whole) = &*call.whole.read() {
            return Ok(whole.clone());
        }
        let object = |instance: &ModuleInstance<'_>| {
            Value::object(instance.module.outputs.keys().map(|output| {
                (output.clone(), Self::output(instance, output).unwrap_or_else(|_| Value::unknown(Type::Dynamic)))
            }))
        };
        let built = match call.repetition {
            Repetition::None => {
                call.instances.values().next().map_or_else(|| Value::unknown(Type::Dynamic), |one| object(one))
            }
            Repetition::Count => Value::tuple(call.instances.values().map(|instance| object(instance))),
            Repetition::ForEach => Value::object(call.instances.iter().filter_map(|(key, instance)| match key {
                InstanceKey::String(key) => Some((key.clone(), object(instance))),
                InstanceKey::None | InstanceKey::Int(_) => None,
            })),
        };
        *call.whole.write() = Some(built.clone());
        Ok(built)
    }

    fn module_output(&self, name: &str, key: &InstanceKey, output: &str) -> Result<Value, Diagnostic> {
        if !self.module.module.module_calls.contains_key(name) {
            return Err(self.undeclared_module(name));
        }
        let Some(call) = self.module.call(name) else { return Ok(Value::unknown(Type::Dynamic)) };
        if self.world.phase == Phase::Validate {
            let Some(instance) = call.instances.values().next() else { return Ok(Value::unknown(Type::Dynamic)) };
            return Self::output(instance, output);
        }
        match call.instances.get(key) {
            Some(instance) => Self::output(instance, output),
            None => Err(missing_instance(key, call.instances.len())),
        }
    }

    fn repetition(&self, subject: &Subject) -> Repetition {
        let (count, for_each) = match subject {
            Subject::Resource(addr) => match self.module.module.resources.get(addr) {
                Some(block) => (block.count.is_some(), block.for_each.is_some()),
                None => (false, false),
            },
            Subject::ModuleCall(name) => match self.module.module.module_calls.get(name) {
                Some(block) => (block.count.is_some(), block.for_each.is_some()),
                None => (false, false),
            },
            _ => (false, false),
        };
        match (count, for_each) {
            (_, true) => Repetition::ForEach,
            (true, _) => Repetition::Count,
            _ => Repetition::None,
        }
    }

    fn path(&self, kind: PathKind) -> Result<Value, Diagnostic> {
        let shown = |path: &Path| {
            let text = path.to_string_lossy().replace('\\', "/");
            Value::string(if text.is_empty() { ".".to_owned() } else { text })
        };
        Ok(match kind {
            PathKind::Module => shown(&self.module.module.dir),
            PathKind::Root => shown(&self.world.config.root.dir),
            PathKind::Cwd => shown(&self.world.environment.working_dir),
        })
    }

    fn base_dir(&self) -> &Path {
        &self.world.environment.working_dir
    }

    fn impure_unknown(&self) -> bool {
        self.world.phase != Phase::Apply
    }

    fn plan_timestamp(&self) -> Option<Arc<str>> {
        self.world.timestamp.clone()
    }

    fn provider_function(&self, namespace: &str, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let provider = self.world.providers.find(&self.module.module.provider_for(namespace))?;
        provider.call_function(name, arguments)
    }

    fn resource_type(&self, addr: &ResourceAddr) -> Option<Type> {
        let block = self.module.module.resources.get(addr)?;
        let provider = self.module.module.provider_for(&block.provider.local_name);
        self.world.schemas.find(self.world.providers, &provider, addr).ok().map(|info| info.ty.clone())
    }
}
