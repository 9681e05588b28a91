//! `cpu_options`: cores, threads and memory encryption.

use crate::text::given;
use aws_sdk_ec2::types::{AmdSevSnpSpecification, CpuOptions as ApiCpuOptions, CpuOptionsRequest};
use iac_provider::Block;

/// Cores, threads and memory encryption.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct CpuOptions {
    /// Whether memory is encrypted with AMD SEV-SNP: `enabled` or `disabled`.
    #[attr(optional, computed, force_new, enum = ["enabled", "disabled"])]
    amd_sev_snp: String,
    /// The number of cores.
    #[attr(optional, computed, force_new)]
    core_count: Option<i32>,
    /// The number of threads on each core.
    #[attr(optional, computed, force_new)]
    threads_per_core: Option<i32>,
}

impl CpuOptions {
    /// Options as the older arguments `cpu_core_count` and `cpu_threads_per_core` give them.
    pub(super) fn legacy(core_count: Option<i32>, threads_per_core: Option<i32>) -> Option<Self> {
        let core_count = core_count.filter(|count| *count > 0)?;
        Some(Self { amd_sev_snp: String::new(), core_count: Some(core_count), threads_per_core })
    }

    pub(super) fn request(&self) -> CpuOptionsRequest {
        let positive = |number: Option<i32>| number.filter(|number| *number > 0);
        CpuOptionsRequest::builder()
            .set_amd_sev_snp(given(&self.amd_sev_snp).as_deref().map(AmdSevSnpSpecification::from))
            .set_core_count(positive(self.core_count))
            .set_threads_per_core(positive(self.threads_per_core))
            .build()
    }

    pub(super) fn found(options: &ApiCpuOptions) -> Self {
        Self {
            amd_sev_snp: options.amd_sev_snp().map(|it| it.as_str().to_owned()).unwrap_or_default(),
            core_count: options.core_count(),
            threads_per_core: options.threads_per_core(),
        }
    }
}
