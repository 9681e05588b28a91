output "id" {
  description = "The ID of the VPC."
  value       = aws_vpc.this.id
}

output "cidr_block" {
  description = "The range of addresses of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "zones" {
  description = "The zones that have subnets."
  value       = local.zones
}

output "public_subnet_ids" {
  description = "The public subnets, by zone."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
}

output "private_subnet_ids" {
  description = "The private subnets, by zone."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}
