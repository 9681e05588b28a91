variable "name" {
  description = "The name of the platform."
  type        = string
  default     = "shop"
}

variable "environment" {
  description = "Which installation of the platform this is."
  type        = string
  default     = "dev"

  validation {
    condition     = contains(["dev", "test", "prod"], var.environment)
    error_message = "The environment is dev, test or prod."
  }
}

variable "region" {
  description = "Where the platform runs."
  type        = string
  default     = "us-east-1"
}

variable "buckets" {
  description = "The buckets of the platform, and whether each keeps earlier versions."
  type        = map(object({ versioned = optional(bool, true) }))

  default = {
    assets  = { versioned = false }
    reports = {}
    uploads = {}
  }
}
