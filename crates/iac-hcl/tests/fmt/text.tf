a = "éé" # x
b = "é" # y
longer="😀" # z



  # alone
/* block
   comment */ c = 1 /* end */
	d=2