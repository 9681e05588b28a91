variable "name" {
  description = "The name of the VPC, and the beginning of the names of its parts."
  type        = string
}

variable "cidr_block" {
  description = "The range of addresses of the VPC."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr_block))
    error_message = "The range must be an IPv4 range such as 10.0.0.0/16."
  }
}

variable "subnet_bits" {
  description = "How many bits longer the prefix of a subnet is than that of the VPC. The upper half of the ranges is private."
  type        = number
  default     = 4
}

variable "tags" {
  description = "Tags of everything in the VPC."
  type        = map(string)
  default     = {}
}
