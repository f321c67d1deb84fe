s/"kvm_cache_regs.h"/"regs.h"/
s/rdmsrl_safe/rdmsrq_safe/
/^#include <asm\/msr.h>$/i #include <asm/cpuid/api.h>
s/kzalloc(sizeof(\(\*[a-z_]*\)), /kzalloc_obj(\1, /
