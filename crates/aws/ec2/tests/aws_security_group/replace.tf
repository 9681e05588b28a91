resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_security_group" "this" {
  name_prefix = "iac-test-"
  description = "Replaced"
  vpc_id      = aws_vpc.main.id
}
