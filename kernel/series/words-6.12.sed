s/EXPORT_SYMBOL_FOR_KVM_INTERNAL/EXPORT_SYMBOL_GPL/
# no TDX
/case EXIT_REASON_TDCALL:/ { N; d }
/EXIT_REASON_TDCALL/d
/KVM_VMEXIT_CAUSE_TDVMCALL,/d
/KVM_VMEXIT_FROM_TD,/d
/case KVM_VMEXIT_CAUSE_TDVMCALL:/ { N; d }
s/says in its GHCB, a TD in registers, which exit it/says in its GHCB which exit it/
