//! `credit_specification`: what burstable instances may spend.

use aws_sdk_ec2::types::CreditSpecificationRequest;
use iac_provider::Block;

/// What a burstable instance may spend.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct CreditSpecification {
    /// `standard` or `unlimited`.
    #[attr(optional, computed, enum = ["standard", "unlimited"])]
    pub(super) cpu_credits: Option<String>,
}

impl CreditSpecification {
    /// The request; an empty block asks for nothing.
    pub(super) fn request(&self) -> Option<CreditSpecificationRequest> {
        let given = self.cpu_credits.clone().filter(|credits| !credits.is_empty())?;
        Some(CreditSpecificationRequest::builder().cpu_credits(given).build())
    }
}

/// Whether instances of a type burst: every family whose name is `t` and a digit above one.
pub(super) fn is_burstable(instance_type: &str) -> bool {
    let family = instance_type.split('.').next().unwrap_or_default();
    family.strip_prefix('t').and_then(|rest| rest.bytes().next()).is_some_and(|digit| (b'2'..=b'9').contains(&digit))
}

#[cfg(test)]
mod tests {
    use super::is_burstable;

    #[test]
    fn the_t_families_burst() {
        for ty in ["t2.micro", "t3a.large", "t4g.nano"] {
            assert!(is_burstable(ty), "{ty}");
        }
        for ty in ["t1.micro", "trn1.2xlarge", "m5.large", ""] {
            assert!(!is_burstable(ty), "{ty}");
        }
    }
}
