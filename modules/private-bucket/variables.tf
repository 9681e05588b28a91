variable "name" {
  description = "The name of the bucket."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket name has 3 to 63 lower-case letters, digits, dots and hyphens."
  }
}

variable "versioned" {
  description = "Whether earlier versions of objects are kept."
  type        = bool
  default     = true
}

variable "require_tls" {
  description = "Whether requests without TLS are denied."
  type        = bool
  default     = true
}

variable "trusted_accounts" {
  description = "IDs of other accounts that may use the bucket."
  type        = list(string)
  default     = []
}

variable "force_destroy" {
  description = "Whether the bucket is destroyed together with its objects."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of the bucket."
  type        = map(string)
  default     = {}
}
