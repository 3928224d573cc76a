package debian

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"testing"
)

// program returns a minimal ELF file with a loader and libraries.
func program(t *testing.T, loader string, libs ...string) []byte {
	t.Helper()
	var names, dynamic bytes.Buffer
	names.WriteByte(0)
	for _, l := range libs {
		put(t, &dynamic, elf.Dyn64{Tag: int64(elf.DT_NEEDED), Val: uint64(names.Len())})
		names.WriteString(l + "\x00")
	}
	put(t, &dynamic, elf.Dyn64{Tag: int64(elf.DT_NULL)})
	interp := []byte(loader + "\x00")
	const headers = 64 + 56
	at := func(parts ...int) uint64 {
		sum := headers
		for _, p := range parts {
			sum += p
		}
		return uint64(sum)
	}
	progs := uint16(1)
	if loader == "" {
		progs = 0
	}
	var out bytes.Buffer
	put(t, &out, elf.Header64{
		Ident: [16]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)},
		Type:  uint16(elf.ET_DYN), Machine: uint16(elf.EM_X86_64), Version: 1, Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: progs,
		Shoff: at(len(interp), names.Len(), dynamic.Len()), Shentsize: 64, Shnum: 3, Shstrndx: 1,
	})
	put(t, &out, elf.Prog64{Type: uint32(elf.PT_INTERP), Off: at(), Filesz: uint64(len(interp)), Memsz: uint64(len(interp))})
	out.Write(interp)
	out.Write(names.Bytes())
	out.Write(dynamic.Bytes())
	put(t, &out, elf.Section64{})
	put(t, &out, elf.Section64{Type: uint32(elf.SHT_STRTAB), Off: at(len(interp)), Size: uint64(names.Len())})
	put(t, &out, elf.Section64{Type: uint32(elf.SHT_DYNAMIC), Off: at(len(interp), names.Len()), Size: uint64(dynamic.Len()), Link: 1, Entsize: 16})
	return out.Bytes()
}

func put(t *testing.T, out *bytes.Buffer, v any) {
	t.Helper()
	if err := binary.Write(out, binary.LittleEndian, v); err != nil {
		t.Fatal(err)
	}
}
