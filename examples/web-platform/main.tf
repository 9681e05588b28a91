terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }

  backend "local" {
    path = "../../state/web-platform.tfstate"
  }
}

# Nothing of LocalStack here: iac goes to http://localhost:4566 by itself.
provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Platform    = var.name
      Environment = var.environment
    }
  }
}

locals {
  prefix = "${var.name}-${var.environment}"
}

module "network" {
  source = "../../modules/vpc"
  name   = local.prefix
}
