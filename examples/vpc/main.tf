terraform {
  required_version = ">= 1.5"

  backend "local" {
    path = "../../state/vpc.tfstate"
  }
}

variable "name" {
  description = "The name of the network."
  type        = string
  default     = "example"
}

module "network" {
  source     = "../../modules/vpc"
  name       = var.name
  cidr_block = "10.20.0.0/16"
}

resource "aws_security_group" "internal" {
  name        = "${var.name}-internal"
  description = "Everything inside the network"
  vpc_id      = module.network.id

  ingress {
    description = "From the network"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = [module.network.cidr_block]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

output "vpc_id" {
  value = module.network.id
}

output "subnets" {
  value = {
    public  = module.network.public_subnet_ids
    private = module.network.private_subnet_ids
  }
}
