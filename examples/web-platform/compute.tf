data "aws_ami" "linux" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-x86_64"]
  }
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  for_each = local.roles

  statement {
    actions   = each.value.actions
    resources = each.value.resources
  }
}

locals {
  roles = {
    web = {
      actions   = ["s3:GetObject"]
      resources = ["${module.bucket["assets"].arn}/*"]
    }
    worker = {
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      resources = [module.orders.queue_arn, aws_sqs_queue.uploads.arn]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  name               = "${local.prefix}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "this" {
  for_each = local.roles

  name   = "permissions"
  role   = aws_iam_role.this[each.key].id
  policy = data.aws_iam_policy_document.permissions[each.key].json
}

resource "aws_security_group" "web" {
  name        = "${local.prefix}-web"
  description = "Web traffic"
  vpc_id      = module.network.id

  dynamic "ingress" {
    for_each = toset([80, 443])

    content {
      description = "Port ${ingress.value}"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_instance" "web" {
  ami                    = data.aws_ami.linux.id
  instance_type          = "t3.micro"
  subnet_id              = values(module.network.public_subnet_ids)[0]
  vpc_security_group_ids = [aws_security_group.web.id]

  user_data = <<-EOT
    #!/bin/sh
    aws s3 cp s3://${module.bucket["assets"].id}/${aws_s3_object.index.key} /srv/
  EOT

  tags = {
    Name = "${local.prefix}-web"
  }
}
