resource "aws_iam_role" "test" {
  name_prefix           = "worker-"
  path                  = "/service/"
  force_detach_policies = true

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })

  inline_policy {}

  tags = {
    stage = "test"
  }
}
