// stdio.h must come first: readline's headers use FILE without including it.
#pragma once
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
