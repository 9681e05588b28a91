variable "a" {
  type = "string"
}
variable b {
  type = "list"
}
variable "c" {
  type = "map"
}
variable "d" {
  type = list
}
variable "e" {
  type = "number"
}
resource aws_x /* gone */ "y" /* kept */ {
  type = "string"
  a = "${b.c}"
  d = "${e}${f}"
  g = "${h} "
  i = "${
    j
  }"
  k = "${l ?
  m : n}"
  o = "${(p ?
  q : r)}"
  s = "${t("${u}")}"
  v = ["${w}"]
}
