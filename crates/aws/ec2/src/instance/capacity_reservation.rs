//! `capacity_reservation_specification`: which capacity reservations the instance uses.

use crate::text::given;
use aws_sdk_ec2::types::{
    CapacityReservationPreference, CapacityReservationSpecification as Request,
    CapacityReservationSpecificationResponse, CapacityReservationTarget as TargetRequest,
};
use iac_provider::Block;

/// Which capacity reservations the instance uses.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct CapacityReservationSpecification {
    /// `open` for any that fits, or `none`.
    #[attr(optional, enum = ["open", "none", "capacity-reservations-only"])]
    capacity_reservation_preference: String,
    /// The reservation to use.
    #[block(list, max = 1)]
    capacity_reservation_target: Option<CapacityReservationTarget>,
}

/// A reservation, or a group of them.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct CapacityReservationTarget {
    /// The ID of the reservation.
    #[attr(optional)]
    capacity_reservation_id: String,
    /// The ARN of a group of reservations.
    #[attr(optional)]
    capacity_reservation_resource_group_arn: String,
}

impl CapacityReservationSpecification {
    pub(super) fn request(&self) -> Request {
        let preference = given(&self.capacity_reservation_preference);
        let target = self.capacity_reservation_target.as_ref().map(|target| {
            TargetRequest::builder()
                .set_capacity_reservation_id(given(&target.capacity_reservation_id))
                .set_capacity_reservation_resource_group_arn(given(&target.capacity_reservation_resource_group_arn))
                .build()
        });
        Request::builder()
            .set_capacity_reservation_preference(preference.as_deref().map(CapacityReservationPreference::from))
            .set_capacity_reservation_target(target)
            .build()
    }

    pub(super) fn found(found: &CapacityReservationSpecificationResponse) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let target = found.capacity_reservation_target();
        Self {
            capacity_reservation_preference: text(found.capacity_reservation_preference().map(|it| it.as_str())),
            capacity_reservation_target: target.map(|target| CapacityReservationTarget {
                capacity_reservation_id: text(target.capacity_reservation_id()),
                capacity_reservation_resource_group_arn: text(target.capacity_reservation_resource_group_arn()),
            }),
        }
    }
}
