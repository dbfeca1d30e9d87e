# One entry for each function of TorchSharp's native library, under the same name. It calls the real one and catches what
# that throws: TorchSharp declares most of its functions with a try, but not all (matmul, autograd.grad, set_num_threads,
# 199 of 1,164 in 0.107.0), and with a try that lets std::exceptions other than runtime_error through. An exception of C++
# that reaches .NET's frames ends the process.
#
# An entry hands its arguments on as they are: registers are not touched, and the arguments on the stack are copied, as
# many as any of the functions has (System V, x86-64). After an exception it returns 0, and the text waits in caught.cpp
# until TorchSharp asks for it. The same after a fault (a null pointer that a function did not expect, a division by 0).

        .set    StackBytes, 320                 # 40 arguments beyond the six in registers; a test counts them
        .text
        .macro  entry name
        .globl  \name
        .type   \name, @function
\name:  endbr64
        movl    $(index), %r11d
        jmp     call_real
        .size   \name, . - \name
        .pushsection .rodata.names, "a", @progbits
        .asciz  "\name"
        .popsection
        .set    index, index + 1
        .endm

        .set    index, 0
        .pushsection .rodata.names, "a", @progbits
        .globl  entry_names
        .hidden entry_names
entry_names:
        .popsection
        .include "names.inc"
        .pushsection .rodata.names, "a", @progbits
        .byte   0
        .popsection

        .globl  entry_count
        .hidden entry_count
        .pushsection .rodata, "a", @progbits
        .align  4
entry_count:
        .long   index
        .popsection

        .globl  real_functions                  # filled by caught.cpp when the library is loaded
        .hidden real_functions
        .pushsection .bss
        .align  8
real_functions:
        .zero   8 * index
        .popsection

# The frame, below %rbp: %rbx, %r12 to %r15 as they came; the frame of the entry that is running outside of this one
# (libtorch calls back); the entry's index; then the copied arguments. After a fault the handler in caught.cpp goes on at
# `recover` with %rbp set, and what the caller must find unchanged is read back.
        .globl  call_real
        .hidden call_real
        .type   call_real, @function
call_real:
        .cfi_startproc
        .cfi_personality 0x9b, DW.ref.__gxx_personality_v0
        .cfi_lsda 0x1b, .Lexceptions
.Lbegin:
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        subq    $64 + StackBytes, %rsp
        movq    %rbx, -8(%rbp)
        movq    %r12, -16(%rbp)
        movq    %r13, -24(%rbp)
        movq    %r14, -32(%rbp)
        movq    %r15, -40(%rbp)
        movq    entry_frame@gottpoff(%rip), %rax
        movq    %fs:(%rax), %r10
        movq    %r10, -48(%rbp)
        movq    %rbp, %fs:(%rax)
        movq    %r11, -56(%rbp)
        movq    entry_calls@gottpoff(%rip), %rax
        incq    %fs:(%rax)
        .set    at, 0
        .rept   StackBytes / 16
        movups  16 + at(%rbp), %xmm15
        movups  %xmm15, at(%rsp)
        .set    at, at + 16
        .endr
        leaq    real_functions(%rip), %rax
.Lcall: call    *(%rax, %r11, 8)
.Lcalled:
        movq    entry_frame@gottpoff(%rip), %rcx
        movq    -48(%rbp), %r10
        movq    %r10, %fs:(%rcx)
        .cfi_remember_state
        leave
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_restore_state
.Lcaught:                                       # %rax: the exception
        movq    %rax, %rdi
        call    keep_text
        jmp     .Lfailed
        .globl  recover
        .hidden recover
recover:
        leaq    -64 - StackBytes(%rbp), %rsp
        movq    -8(%rbp), %rbx
        movq    -16(%rbp), %r12
        movq    -24(%rbp), %r13
        movq    -32(%rbp), %r14
        movq    -40(%rbp), %r15
        cld
        movl    -56(%rbp), %edi
        call    keep_fault
.Lfailed:
        xorl    %eax, %eax
        xorl    %edx, %edx
        pxor    %xmm0, %xmm0
        jmp     .Lcalled
        .cfi_endproc
        .size   call_real, . - call_real

        .section .gcc_except_table, "a", @progbits
        .align  4
.Lexceptions:
        .byte   0xff                            # landing pads count from the function's start
        .byte   0x9b                            # types: indirect, relative, 4 bytes
        .uleb128 .Ltypes - .Ltypes_from
.Ltypes_from:
        .byte   0x01                            # call sites: uleb128
        .uleb128 .Lsites_end - .Lsites
.Lsites:
        .uleb128 .Lcall - .Lbegin
        .uleb128 .Lcalled - .Lcall
        .uleb128 .Lcaught - .Lbegin
        .uleb128 1                              # the first action: catch (...)
.Lsites_end:
        .byte   1, 0
        .align  4
        .long   0
.Ltypes:

        .hidden DW.ref.__gxx_personality_v0
        .weak   DW.ref.__gxx_personality_v0
        .section .data.rel.local.DW.ref.__gxx_personality_v0, "awG", @progbits, DW.ref.__gxx_personality_v0, comdat
        .align  8
        .type   DW.ref.__gxx_personality_v0, @object
        .size   DW.ref.__gxx_personality_v0, 8
DW.ref.__gxx_personality_v0:
        .quad   __gxx_personality_v0

        .section .note.GNU-stack, "", @progbits
