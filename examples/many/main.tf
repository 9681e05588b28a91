terraform {
  backend "local" {
    path = "../../state/many.tfstate"
  }
}

variable "size" {
  description = "How many objects there are."
  type        = number
  default     = 200
}

locals {
  items = { for number in range(var.size) : format("item-%04d", number) => { number = number, even = number % 2 == 0 } }
}

resource "aws_s3_bucket" "many" {
  bucket        = "many-objects"
  force_destroy = true
}

resource "aws_s3_object" "item" {
  for_each = local.items

  bucket       = aws_s3_bucket.many.id
  key          = "items/${each.key}.json"
  content      = jsonencode(each.value)
  content_type = "application/json"
}

output "objects" {
  value = length(aws_s3_object.item)
}
