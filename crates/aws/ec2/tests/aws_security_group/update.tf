resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_security_group" "this" {
  name   = "iac-test"
  vpc_id = aws_vpc.main.id

  ingress {
    description = "web"
    protocol    = "6"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.1.0.0/16", "10.2.0.0/16"]
  }

  ingress {
    protocol  = "all"
    from_port = 0
    to_port   = 0
    self      = true
  }

  egress = []

  tags = {
    Name = "updated"
  }
}
