//! `moved` blocks and implied moves: the state with its objects at their new addresses.

use iac_core::addr::{
    AbsResourceAddr, AbsResourceInstanceAddr, InstanceKey, ModuleAddr, ModuleInstanceAddr, ModuleStep, ResourceAddr,
    ResourceMode, Target,
};
use iac_core::diag::{Diagnostic, Diagnostics, Span};
use iac_lang::config::{Config, Module};
use iac_state::State;
use std::collections::{BTreeMap, BTreeSet};

/// A `moved` block of a module.
struct Statement<'c> {
    module: ModuleAddr,
    from: &'c Target,
    to: &'c Target,
}

/// Where objects went: from, to.
pub(crate) type Moves = Vec<(AbsResourceInstanceAddr, AbsResourceInstanceAddr)>;

/// One end of a resource move: the module path relative to the declaring module, the resource, and a key if it names an
/// instance.
fn resource_end(target: &Target) -> Option<(&ModuleInstanceAddr, &ResourceAddr, Option<&InstanceKey>)> {
    match target {
        Target::Resource(addr) => Some((&addr.module, &addr.resource, None)),
        Target::Instance(addr) => Some((&addr.module, &addr.resource, Some(&addr.key))),
        Target::Module(_) => None,
    }
}

impl Statement<'_> {
    /// Where the statement takes an instance, if it is about it.
    fn new_addr(&self, addr: &AbsResourceInstanceAddr) -> Option<AbsResourceInstanceAddr> {
        let depth = self.module.0.len();
        let (prefix, rest) = addr.module.0.split_at_checked(depth)?;
        if !prefix.iter().zip(&self.module.0).all(|(step, name)| step.name == *name) {
            return None;
        }
        match (self.from, self.to) {
            (Target::Module(from), Target::Module(to)) => {
                let steps = move_module(prefix, rest, &from.0, &to.0)?;
                Some(AbsResourceInstanceAddr { module: steps.into(), ..addr.clone() })
            }
            (from, to) => {
                let (from_module, from_resource, from_key) = resource_end(from)?;
                let (to_module, to_resource, to_key) = resource_end(to)?;
                if *rest != *from_module.0 || *from_resource != addr.resource {
                    return None;
                }
                // Either end with a key means single instances; an end without one is then the instance without a key.
                let single = from_key.is_some() || to_key.is_some();
                if single && addr.key != from_key.cloned().unwrap_or_default() {
                    return None;
                }
                let key = if single { to_key.cloned().unwrap_or_default() } else { addr.key.clone() };
                let module: Vec<ModuleStep> = prefix.iter().chain(to_module.0.iter()).cloned().collect();
                Some(AbsResourceInstanceAddr { module: module.into(), resource: to_resource.clone(), key })
            }
        }
    }
}

fn move_module(
    prefix: &[ModuleStep],
    rest: &[ModuleStep],
    from: &[ModuleStep],
    to: &[ModuleStep],
) -> Option<Vec<ModuleStep>> {
    let (moved, below) = rest.split_at_checked(from.len())?;
    let whole = from.last()?.key == InstanceKey::None && to.last()?.key == InstanceKey::None;
    let fits = moved.iter().zip(from).enumerate().all(|(at, (step, from_step))| {
        let any_key = whole && at + 1 == from.len();
        step.name == from_step.name && (any_key || step.key == from_step.key)
    });
    if !fits {
        return None;
    }
    let mut steps: Vec<ModuleStep> = prefix.iter().chain(to).cloned().collect();
    if let (true, Some(last), Some(from_last)) = (whole, steps.last_mut(), moved.last()) {
        last.key = from_last.key.clone();
    }
    steps.extend_from_slice(below);
    Some(steps)
}

/// Moves the objects of a state as the configuration says.
pub(crate) fn apply_moves(config: &Config, state: State, diags: &mut Diagnostics) -> (State, Moves) {
    let mut statements = Vec::new();
    config.root.walk(&mut |module| {
        for block in &module.moved {
            check_still_declared(config, module, &block.from, &block.to, block.span, diags);
            statements.push(Statement { module: module.addr.clone(), from: &block.from, to: &block.to });
        }
    });
    let mut moves = Moves::new();
    let state = move_explicitly(&statements, state, &mut moves, diags);
    let state = move_implicitly(config, state, &mut moves);
    (state, moves)
}

fn check_still_declared(
    config: &Config,
    module: &Module,
    from: &Target,
    to: &Target,
    span: Span,
    diags: &mut Diagnostics,
) {
    let Target::Resource(resource) = from else { return };
    if !matches!(to, Target::Resource(_)) {
        return;
    }
    let mut path = module.addr.0.clone();
    path.extend(resource.module.module().0);
    let declared =
        config.root.descendant(&ModuleAddr(path)).and_then(|module| module.resources.get(&resource.resource));
    let Some(declared) = declared else { return };
    let place = config.sources.source(declared.span.source).map_or(String::new(), |source| {
        let position = source.position(declared.span.start);
        format!(" at {}:{},{}", source.name, position.line, position.column)
    });
    let detail = format!(
        "This statement declares a move from {from}, but that resource is still declared{place}.\n\nChange your configuration so that this resource will be declared as {to} instead."
    );
    diags.push(Diagnostic::error("Moved object still exists", detail).at(span));
}

fn move_explicitly(statements: &[Statement<'_>], state: State, moves: &mut Moves, diags: &mut Diagnostics) -> State {
    if statements.is_empty() {
        return state;
    }
    let mut targets: Vec<(AbsResourceInstanceAddr, AbsResourceInstanceAddr)> = Vec::new();
    for (addr, resource) in &state.resources {
        for key in resource.instances.keys() {
            let start = addr.instance(key.clone());
            let mut at = start.clone();
            // A chain of moves is followed to its end; each statement is used once at most, so cycles end too.
            let mut unused: Vec<&Statement<'_>> = statements.iter().collect();
            while let Some((used, next)) =
                unused.iter().enumerate().find_map(|(used, statement)| Some((used, statement.new_addr(&at)?)))
            {
                unused.remove(used);
                at = next;
            }
            if at != start {
                targets.push((start, at));
            }
        }
    }
    let leaving: BTreeSet<&AbsResourceInstanceAddr> = targets.iter().map(|(from, _)| from).collect();
    let mut blocked = Vec::new();
    let mut allowed = Moves::new();
    for (from, to) in &targets {
        let taken = state.object(to).is_some() && !leaving.contains(to) || allowed.iter().any(|(_, other)| other == to);
        if taken {
            blocked.push(format!("\n  - {from} could not move to {to}"));
        } else {
            allowed.push((from.clone(), to.clone()));
        }
    }
    if !blocked.is_empty() {
        let detail = format!(
            "Terraform tried to adjust resource instance addresses in the prior state based on change information recorded in the configuration, but some adjustments did not succeed due to existing objects already at the intended addresses:{}\n\nTerraform has planned to destroy these objects. If Terraform's proposed changes aren't appropriate, you must first resolve the conflicts using the \"iac state\" subcommands and then create a new plan.",
            blocked.concat()
        );
        diags.push(Diagnostic::warning("Unresolved resource instance address changes", detail));
    }
    let state = relocate(state, &allowed);
    moves.extend(allowed);
    state
}

/// `a` becomes `a[0]` when the block gains `count`, and back.
fn move_implicitly(config: &Config, state: State, moves: &mut Moves) -> State {
    let mut implied = Moves::new();
    for (addr, resource) in state.resources.iter().filter(|(addr, _)| addr.resource.mode == ResourceMode::Managed) {
        let block =
            config.root.descendant(&addr.module.module()).and_then(|module| module.resources.get(&addr.resource));
        let Some(block) = block else { continue };
        let (plain, first) = (InstanceKey::None, InstanceKey::Int(0));
        let has = |key: &InstanceKey| resource.instances.contains_key(key);
        let single = block.count.is_none() && block.for_each.is_none();
        if block.count.is_some() && has(&plain) && !has(&first) {
            implied.push((addr.instance(plain), addr.instance(first)));
        } else if single && has(&first) && !has(&plain) {
            implied.push((addr.instance(first), addr.instance(plain)));
        }
    }
    if implied.is_empty() {
        return state;
    }
    let state = relocate(state, &implied);
    for (from, to) in implied {
        // An explicit move may have led here.
        match moves.iter_mut().find(|(_, end)| *end == from) {
            Some(earlier) => earlier.1 = to,
            None => moves.push((from, to)),
        }
    }
    state
}

fn relocate(mut state: State, moves: &Moves) -> State {
    let mut taken = Vec::new();
    for (from, to) in moves {
        let from_resource = from.resource_addr();
        let Some(resource) = state.resources.get_mut(&from_resource) else { continue };
        let Some(instance) = resource.instances.remove(&from.key) else { continue };
        taken.push((to, resource.provider.clone(), instance));
        if resource.instances.is_empty() {
            state.resources.remove(&from_resource);
        }
    }
    for (to, provider, instance) in taken {
        let addr: AbsResourceAddr = to.resource_addr();
        let resource = state
            .resources
            .entry(addr)
            .or_insert_with(|| iac_state::ResourceState { provider, instances: BTreeMap::new() });
        resource.instances.insert(to.key.clone(), instance);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(module: &str, from: &str, to: &str, addr: &str, expected: Option<&str>) {
        let parse = |text: &str| text.parse::<Target>().expect("a target");
        let (from, to) = (parse(from), parse(to));
        let module = ModuleAddr(module.split('.').filter(|name| !name.is_empty()).map(Into::into).collect());
        let statement = Statement { module, from: &from, to: &to };
        let addr: AbsResourceInstanceAddr = addr.parse().expect("an address");
        assert_eq!(
            statement.new_addr(&addr).map(|addr| addr.to_string()).as_deref(),
            expected,
            "{from} -> {to}: {addr}"
        );
    }

    #[test]
    fn a_move_of_a_resource_keeps_the_keys_and_a_move_of_an_instance_changes_them() {
        check("", "t_a.x", "t_a.y", "t_a.x[1]", Some("t_a.y[1]"));
        check("", "t_a.x", "t_a.y", "t_a.z[1]", None);
        check("", "t_a.x", "t_a.x[0]", "t_a.x", Some("t_a.x[0]"));
        check("", "t_a.x[0]", "t_a.y", "t_a.x[0]", Some("t_a.y"));
        check("", "t_a.x[0]", "t_a.y", "t_a.x[1]", None);
        check("", "t_a.x", "module.m.t_a.x", "t_a.x", Some("module.m.t_a.x"));
    }

    #[test]
    fn a_move_of_a_module_takes_everything_below_along() {
        check("", "module.a", "module.b", "module.a.t_a.x", Some("module.b.t_a.x"));
        check("", "module.a", "module.b", "module.a[2].module.c.t_a.x", Some("module.b[2].module.c.t_a.x"));
        check("", "module.a", "module.a[0]", "module.a.t_a.x", Some("module.a[0].t_a.x"));
        check("m", "t_a.x", "t_a.y", "module.m[3].t_a.x", Some("module.m[3].t_a.y"));
        check("m", "t_a.x", "t_a.y", "t_a.x", None);
    }
}
