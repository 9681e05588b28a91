variable "name" {
  description = "The name of the queue and of the topic."
  type        = string
}

variable "max_receive_count" {
  description = "How often a message is received before it becomes a dead letter."
  type        = number
  default     = 5

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "A message can be received 1 to 1000 times."
  }
}

variable "visibility_timeout_seconds" {
  description = "How long a received message stays hidden from other consumers."
  type        = number
  default     = 30
}

variable "raw_message_delivery" {
  description = "Whether the queue receives what was published, without the envelope of SNS."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of the queues and the topic."
  type        = map(string)
  default     = {}
}
